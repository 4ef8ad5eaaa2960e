using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Outgoing;

namespace Heliograph.Broker.Tests.Connections;

public sealed class TimersTests
{
    [Fact]
    public void What_falls_due_comes_in_order_of_time_and_not_before()
    {
        var timers = new Timers();
        foreach (var due in (long[])[30, 10, 20]) timers.Add(new(due), new(TimerKind.Will, due));
        Assert.False(timers.TryTakeDue(new(9), out _));
        Assert.True(timers.TryTakeDue(new(25), out var first));
        Assert.True(timers.TryTakeDue(new(25), out var second));
        Assert.False(timers.TryTakeDue(new(25), out _));
        Assert.Equal((10L, 20L), (first.Target, second.Target));
    }

    [Fact]
    public void Connections_that_come_and_go_leave_no_more_behind_than_live_ones()
    {
        var timers = new Timers();
        using var batch = new TestBroker().Engine.BeginBatch(new(0));
        for (var i = 0; i < 100_000; i++)
        {
            var connection = new Connection(new ClientLink(new DeafOutlet(), new()), Peer.None, new(), new(0));
            timers.Add(new(86_400_000), new(TimerKind.KeepAlive, connection));
            if (i % 1_000 != 0) connection.Link.Close(batch);
        }

        Assert.InRange(timers.Count, 100, 2_100);
    }

    [Fact]
    public void A_connection_that_waits_for_the_journal_waits_once_however_often_it_is_flushed()
    {
        var journal = new RecordedJournal();
        var waiters = new DurabilityWaiters(journal);
        var outlet = new DeafOutlet();
        var link = new ClientLink(outlet, new());
        for (var i = 0; i < 1_000; i++) Assert.True(waiters.TryWait(link, new(5)));
        Assert.Equal(1, waiters.Count);
        waiters.Release();
        Assert.Equal(0, outlet.Flushes);
        journal.DurableUpTo = new(5);
        waiters.Release();
        Assert.Equal((1, 0), (outlet.Flushes, waiters.Count));
        Assert.False(waiters.TryWait(link, new(5)));
    }

    [Fact]
    public void A_connection_that_is_gone_is_not_kept_until_the_journal_moves()
    {
        var waiters = new DurabilityWaiters(new RecordedJournal());
        for (var i = 0; i < 100; i++)
        {
            var link = new ClientLink(new DeafOutlet(), new());
            waiters.TryWait(link, new(5));
            waiters.Forget(link);
        }

        Assert.Equal(0, waiters.Count);
    }

    [Fact]
    public void One_seconds_worth_of_connects_may_come_at_once_and_then_they_are_spread()
    {
        var rate = new ConnectRate();
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => rate.TryTake(new(1_000), 10)));
        Assert.False(rate.TryTake(new(1_050), 10));
        Assert.True(rate.TryTake(new(1_100), 10));
        Assert.False(rate.TryTake(new(1_100), 10));
        Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => rate.TryTake(new(100_000), 10)));
    }

    private sealed class DeafOutlet : IOutlet
    {
        public int Flushes { get; private set; }

        public void Flush() => Flushes++;

        public void Resume()
        {
        }
    }
}
