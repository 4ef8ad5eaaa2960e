namespace Heliograph.Packages;

/// <summary>Waits for what comes about by itself, up to a bound.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition()) await Task.Delay(20, late.Token);
    }
}
