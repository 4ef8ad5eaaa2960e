namespace Heliograph.Tests.Common.Programs;

/// <summary>The bound of every wait.</summary>
internal static class Patience
{
    /// <summary>Generous, since a loaded machine starts a process slowly.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    public static Task<T> BoundedAsync<T>(this Task<T> task) =>
        task.WaitAsync(Limit, TestContext.Current.CancellationToken);
}
