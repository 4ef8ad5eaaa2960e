using Heliograph.Server.Listeners;

namespace Heliograph.Server.Tests.Listeners;

public sealed class ResumeSignalTests
{
    private readonly ResumeSignal _signal = new();

    [Fact]
    public async Task Signal_given_before_the_wait_is_not_lost()
    {
        _signal.Set();
        await _signal.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Waiter_wakes_when_the_signal_comes()
    {
        var waiting = _signal.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        _signal.Set();
        await waiting;
    }

    [Fact]
    public async Task Signals_before_a_wait_are_one_and_the_wait_takes_it()
    {
        _signal.Set();
        _signal.Set();
        await _signal.WaitAsync(TestContext.Current.CancellationToken);
        var next = _signal.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        _signal.Set();
        await next;
    }

    [Fact]
    public async Task Waiter_goes_when_it_is_told_to_stop()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _signal.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task No_signal_is_lost_between_two_threads()
    {
        for (var i = 0; i < 2_000; i++)
        {
            var setting = Task.Run(_signal.Set, TestContext.Current.CancellationToken);
            await _signal.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(RawPeer.Patience, TestContext.Current.CancellationToken);
            await setting;
        }
    }
}
