namespace Heliograph.Server.Listeners;

/// <summary>Wakes one waiter, now or when it comes to wait. Costs nothing until someone waits.</summary>
internal sealed class ResumeSignal
{
    private static readonly TaskCompletionSource Given = new();

    private TaskCompletionSource? _state; // null, a waiter, or Given

    public void Set()
    {
        if (Interlocked.Exchange(ref _state, Given) is { } waiter && waiter != Given) waiter.TrySetResult();
    }

    /// <summary>Waits for the signal and takes it.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _state, waiter, null) is null) await waiter.Task.WaitAsync(stop);
        Volatile.Write(ref _state, null);
    }
}
