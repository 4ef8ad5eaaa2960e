using Heliograph.Broker.Connections;
using Heliograph.Broker.Counters;

namespace Heliograph.Broker.Tests.Connections;

/// <summary>What gives way for memory, in the order of docs/limits.md: one client's own, what all share, and what would make the broker hold more.</summary>
public sealed class MemoryOrderTests
{
    private static readonly BrokerOptions Small = TestBroker.Quiet with
    {
        OutgoingBytesMax = 10_000, InflightMax = 2, QueuedMessagesMax = 5, RetainedMessagesMax = 2, SessionsMax = 4, EventsMax = 20,
    };

    private readonly TestBroker _broker = new(Small);
    private readonly TestClient _slow;
    private readonly TestClient _quick;
    private readonly TestClient _publisher;
    private ushort _lastId;

    public MemoryOrderTests()
    {
        _slow = _broker.Connect("slow", ConnectFields.Persistent);
        _slow.Subscribe("live");
        _slow.Subscribe("queued", QoS.AtLeastOnce);
        _slow.Reads = false;
        _quick = _broker.Connect("quick");
        _quick.Subscribe("live");
        _quick.Subscribe("other", QoS.AtLeastOnce);
        _publisher = _broker.Connect("publisher");
    }

    [Fact]
    public void First_gives_way_what_is_one_clients_own_its_QoS_0_before_its_queue_and_then_its_requests()
    {
        SlowClientIsFull();
        Assert.True(IsTaken("other"));
        Assert.True(IsTaken("kept/1", retain: true));
        _broker.Connect("fourth");
    }

    [Fact]
    public void Then_what_all_share_gives_way_each_at_its_own_bound()
    {
        SlowClientIsFull();
        SharedIsFull();
        Assert.True(IsTaken("kept/1", retain: true)); // in the place of the older one
        Assert.True(IsTaken("other"));
        _quick.Subscribe("another");
        Assert.All(_quick.TakeNextOf(PacketType.SubAck).Codes, code => Assert.Equal(ReasonCode.Success, code));
    }

    [Fact]
    public void Then_all_that_would_make_the_broker_hold_more_and_nothing_that_it_holds()
    {
        SlowClientIsFull();
        SharedIsFull();
        _broker.Connect("fourth").Disconnect(); // so that there is room again, by the bounds above
        Assert.True(IsTaken("kept/2", retain: true, payload: ""));
        _broker.Engine.IsShortOfMemory = true;
        Assert.False(IsTaken("kept/3", retain: true));
        Assert.True(IsRefused("fifth"));
        _quick.Subscribe("more");
        Assert.Equal([ReasonCode.QuotaExceeded], _quick.TakeNextOf(PacketType.SubAck).Codes);
        Assert.True(IsTaken("other"));
        Assert.Contains("other", _quick.Messages());
        Assert.Equal(1, _broker.Engine.Status().RetainedMessages);
        Assert.DoesNotContain(new[] { _slow, _quick, _publisher }, client => client.Connection.Link.IsClosing);
        _slow.ReadAll();
        Assert.Contains("queued", _slow.Messages());

        _broker.Engine.IsShortOfMemory = false;
        Assert.True(IsTaken("kept/3", retain: true));
        Assert.False(IsRefused("fifth"));
    }

    private void SlowClientIsFull()
    {
        for (var i = 0; i < 20; i++) _publisher.Publish("live", new string('x', 1_000));
        Assert.InRange(_broker.Engine.Counters[Counter.PublishDropped], 5, 15);
        Assert.Equal(20, _quick.Messages().Length);
        for (var i = 0; i < Small.QueuedMessagesMax; i++) Assert.True(IsTaken("queued"), $"{i}");
        Assert.False(IsTaken("queued"));
        Assert.Equal(1, _broker.Engine.Counters[Counter.PublishRefused]);
        while (_slow.Status == InputStatus.NeedMore) _slow.Ping();
        Assert.Equal(InputStatus.Suspended, _slow.Status);
        Assert.InRange(_slow.Connection.Link.Outbox.PendingBytes, Small.OutgoingBytesMax, (2 * Small.OutgoingBytesMax) + 100);
    }

    private void SharedIsFull()
    {
        foreach (var topic in new[] { "kept/1", "kept/2" }) Assert.True(IsTaken(topic, retain: true));
        Assert.False(IsTaken("kept/3", retain: true));
        Assert.False(IsRefused("fourth"));
        Assert.True(IsRefused("fifth"));
        Assert.InRange(_broker.Engine.Events.Latest().Length, 1, Small.EventsMax);
        Assert.Contains(_broker.Engine.Events.Latest(), one => one.ClientId == "fifth"); // the oldest have gone
    }

    private bool IsTaken(string topic, bool retain = false, string? payload = null)
    {
        _publisher.Publish(topic, payload ?? topic, QoS.AtLeastOnce, ++_lastId, retain);
        var code = _publisher.Next(PacketType.PubAck).Code;
        if (code < ReasonCode.UnspecifiedError) return true;
        Assert.Equal(ReasonCode.QuotaExceeded, code);
        return false;
    }

    private bool IsRefused(string clientId)
    {
        var client = _broker.Open();
        client.Connect(new() { ClientId = clientId });
        return client.Next(PacketType.ConnAck).Code == ReasonCode.QuotaExceeded;
    }
}
