namespace Heliograph.Broker.Tests.Connections;

public sealed class WillTests
{
    private readonly TestBroker _broker = new();
    private readonly TestClient _watcher;

    public WillTests()
    {
        _watcher = _broker.Connect("watcher");
        _watcher.Subscribe("will");
        _watcher.Next(PacketType.SubAck);
    }

    [Fact]
    public void A_lost_connection_publishes_it_and_a_goodbye_deletes_it()
    {
        With("a").Lose();
        Assert.Equal(["gone"], _watcher.Messages());
        With("b").Disconnect();
        Assert.Empty(_watcher.Messages());
        With("c").Disconnect(ReasonCode.DisconnectWithWill);
        Assert.Equal(["gone"], _watcher.Messages());
        With("d").Feed([0x00, 0x00]); // a reserved packet type
        Assert.Equal(["gone"], _watcher.Messages());
    }

    [Fact]
    public void A_delay_holds_it_back_until_then_and_not_longer()
    {
        With("a", delay: 5).Lose();
        _broker.Pass(TimeSpan.FromSeconds(4.9));
        Assert.Empty(_watcher.Messages());
        _broker.Pass(TimeSpan.FromSeconds(0.2));
        Assert.Equal(["gone"], _watcher.Messages());
    }

    [Fact]
    public void The_end_of_the_session_comes_before_the_delay()
    {
        With("a", delay: 500, expiry: 2).Lose();
        _broker.Pass(TimeSpan.FromSeconds(2.2));
        Assert.Equal(["gone"], _watcher.Messages());
        _broker.Pass(TimeSpan.FromSeconds(600));
        Assert.Empty(_watcher.Messages());
    }

    [Fact]
    public void Coming_back_in_time_takes_it_away()
    {
        With("a", delay: 5).Lose();
        _broker.Connect("a", ConnectFields.Persistent);
        _broker.Pass(TimeSpan.FromSeconds(20));
        Assert.Empty(_watcher.Messages());
    }

    [Theory]
    [InlineData(0u, false, 1)] // without a delay a takeover is a loss
    [InlineData(5u, false, 0)]
    [InlineData(5u, true, 1)] // a clean start ends the session
    public void A_takeover_publishes_it_unless_the_session_goes_on_within_the_delay(uint delay, bool cleanStart, int count)
    {
        var loser = With("a", delay);
        _broker.Connect("a", ConnectFields.Persistent with { CleanStart = cleanStart });
        loser.HasBeenClosedWith(ReasonCode.SessionTakenOver);
        _broker.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(count, _watcher.Messages().Length);
    }

    [Fact]
    public void A_broker_that_stops_publishes_wills_before_it_says_goodbye()
    {
        var client = With("a");
        _broker.Engine.Stop(_broker.Now);
        Assert.Equal("gone", _watcher.Next(PacketType.Publish).Text);
        _watcher.HasBeenClosedWith(ReasonCode.ServerShuttingDown);
        client.HasBeenClosedWith(ReasonCode.ServerShuttingDown);
    }

    [Fact]
    public void Its_lifetime_counts_from_its_publication()
    {
        var client = _broker.Connect("a", ConnectFields.Persistent with
        {
            Will = new("will", "gone") { Properties = [(PropertyId.WillDelayInterval, 10u), (PropertyId.MessageExpiryInterval, 60u)] },
        });
        _broker.Pass(TimeSpan.FromSeconds(100));
        client.Lose();
        _broker.Pass(TimeSpan.FromSeconds(11));
        var will = _watcher.Next(PacketType.Publish);
        Assert.Equal(60u, will[PropertyId.MessageExpiryInterval]);
        Assert.Null(will[PropertyId.WillDelayInterval]);
    }

    private TestClient With(string clientId, uint delay = 0, uint expiry = 3_600) => _broker.Connect(clientId, new()
    {
        CleanStart = false,
        Properties = [(PropertyId.SessionExpiryInterval, expiry)],
        Will = new("will", "gone") { Properties = [(PropertyId.WillDelayInterval, delay)] },
    });
}
