using Heliograph.Broker.Connections;
using Heliograph.Broker.Events;

namespace Heliograph.Broker.Tests.Connections;

/// <summary>Two connections that take one client id from each other.</summary>
public sealed class TakeoverLoopTests
{
    private readonly TestBroker _broker = new();

    [Fact]
    public void Two_hosts_that_take_turns_are_told_once_with_addresses_and_users_and_slowed_more_and_more()
    {
        var delays = new List<double>();
        for (var turn = 0; turn < 14; turn++)
        {
            _broker.Connect("twice", new() { UserName = turn % 2 == 0 ? "plant" : "test" }, turn % 2 == 0 ? "10.0.0.1:1000" : "[fe80::2]:2000");
            _broker.Pass(TimeSpan.FromSeconds(5));
            delays.Add(_broker.Engine.TakeoverDelayOf("twice", _broker.Now).TotalSeconds);
        }

        var told = Assert.Single(_broker.Engine.Events.Latest(), one => one.Kind == EventKind.Looping);
        Assert.Equal("twice", told.ClientId);
        Assert.Contains("10.0.0.1:1000 (user plant)", told.Cause, StringComparison.Ordinal);
        Assert.Contains("[fe80::2]:2000 (user test)", told.Cause, StringComparison.Ordinal);
        Assert.Equal([0, 0, 0, 0, 0.25, 0.5, 1, 2, 4, 5, 5, 5, 5, 5], delays);
        Assert.Equal(13, Assert.Single(_broker.Engine.TakeoverLoops(_broker.Now)).Takeovers);
        Assert.Equal(TimeSpan.Zero, _broker.Engine.TakeoverDelayOf("other", _broker.Now));
    }

    [Fact]
    public void It_is_over_when_nobody_has_taken_over_for_a_while_and_may_begin_again()
    {
        TakeTurns(6);
        _broker.Pass(TakeoverLoops.QuietAfter + TimeSpan.FromSeconds(1));
        Assert.Empty(_broker.Engine.TakeoverLoops(_broker.Now));
        Assert.Equal(TimeSpan.Zero, _broker.Engine.TakeoverDelayOf("twice", _broker.Now));
        TakeTurns(6);
        Assert.Equal(2, _broker.Engine.Events.Latest().Count(one => one.Kind == EventKind.Looping));
    }

    [Fact]
    public void A_client_that_comes_back_from_its_host_or_moves_between_hosts_is_no_loop()
    {
        for (var i = 0; i < 40; i++)
        {
            _broker.Connect("flaky", address: $"10.0.0.1:{2000 + i}");
            _broker.Pass(TimeSpan.FromSeconds(3));
            _broker.Connect("roaming", address: $"10.0.0.{i}:1");
        }

        Assert.Empty(_broker.Engine.TakeoverLoops(_broker.Now));
        Assert.Equal(TimeSpan.Zero, _broker.Engine.TakeoverDelayOf("flaky", _broker.Now));
        Assert.DoesNotContain(_broker.Engine.Events.Latest(), one => one.Kind == EventKind.Looping);
    }

    [Fact]
    public void A_client_that_is_gone_before_it_comes_back_takes_nothing_over()
    {
        for (var i = 0; i < 40; i++) _broker.Connect("polite", address: $"10.0.0.{i % 2}:1").Lose();
        Assert.Empty(_broker.Engine.TakeoverLoops(_broker.Now));
    }

    [Fact]
    public void Two_programs_on_one_host_are_a_loop_when_they_are_faster_than_any_loss_can_be_noticed()
    {
        for (var i = 0; i <= TakeoverLoops.OneHostMin; i++)
        {
            _broker.Connect("local", address: $"127.0.0.1:{1000 + i}");
            _broker.Pass(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal("local", Assert.Single(_broker.Engine.TakeoverLoops(_broker.Now)).ClientId);
    }

    [Fact]
    public void What_is_watched_is_bounded()
    {
        for (var i = 0; i < TakeoverLoops.WatchedMax + 10; i++)
        {
            _broker.Connect($"c{i}", address: "10.0.0.1:1");
            _broker.Connect($"c{i}", address: "10.0.0.2:1");
        }

        TakeTurns(6);
        Assert.Single(_broker.Engine.TakeoverLoops(_broker.Now));
    }

    private void TakeTurns(int count)
    {
        for (var turn = 0; turn < count; turn++) _broker.Connect("twice", address: $"10.0.0.{turn % 2}:1");
        _broker.Settle();
    }
}
