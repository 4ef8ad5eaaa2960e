using Heliograph.Broker.Connections;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;

namespace Heliograph.Broker.Tests.Connections;

/// <summary>A client that sends too fast is read more slowly, and loses nothing.</summary>
public sealed class PaceTests
{
    [Fact]
    public void Beyond_the_burst_messages_come_at_the_rate_and_in_order()
    {
        var broker = new TestBroker(TestBroker.Quiet with { MessagesPerSecondMax = 10, MessagesBurst = 5 });
        var reader = broker.Connect("reader");
        reader.Subscribe("t");
        reader.Next(PacketType.SubAck);
        var sender = broker.Connect("sender");
        for (var i = 0; i < 20; i++) sender.Publish("t", $"{i}");
        Assert.Equal((InputStatus.Suspended, 5), (sender.Status, reader.Waiting));
        Assert.True(sender.Connection.PausedUntil > broker.Now);
        PassAndOffer(broker, sender, TimeSpan.FromSeconds(0.5));
        Assert.Equal(10, reader.Waiting);
        PassAndOffer(broker, sender, TimeSpan.FromSeconds(1));
        Assert.Equal((InputStatus.NeedMore, null), (sender.Status, sender.Connection.PausedUntil));
        for (var i = 0; i < 20; i++) Assert.Equal($"{i}", reader.Next(PacketType.Publish).Text);
        Assert.True(broker.Engine.Counters[Counter.ReadsPaused] > 0);
        var told = Assert.Single(broker.Engine.Events.OfClient("sender"), one => one.Kind == EventKind.Slowed);
        Assert.Contains("messages_per_second_max = 10", told.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_are_paced_too_and_a_packet_above_the_burst_passes_and_is_paid_off()
    {
        var broker = new TestBroker(TestBroker.Quiet with { BytesPerSecondMax = 1_000 });
        var sender = broker.Connect("sender");
        broker.Pass(TimeSpan.FromSeconds(1)); // its CONNECT is paid off
        sender.Publish("t", new string('x', 4_000));
        Assert.Equal(1, broker.Engine.Counters[Counter.PublishReceived]);
        sender.Ping();
        Assert.Equal(0, sender.Waiting);
        PassAndOffer(broker, sender, TimeSpan.FromSeconds(2.9));
        Assert.Equal(0, sender.Waiting);
        PassAndOffer(broker, sender, TimeSpan.FromSeconds(0.3));
        sender.Next(PacketType.PingResp);
    }

    [Fact]
    public void Keep_alive_does_not_end_a_client_that_is_not_read_and_counts_from_when_it_is_again()
    {
        var broker = new TestBroker(TestBroker.Quiet with { BytesPerSecondMax = 1_000 });
        var sender = broker.Connect("sender", new() { KeepAlive = 1 });
        broker.Pass(TimeSpan.FromSeconds(1));
        sender.Publish("t", new string('x', 10_000));
        sender.Ping();
        broker.Pass(TimeSpan.FromSeconds(9.5)); // nine seconds of it it is not read
        Assert.False(sender.IsClosed);
        sender.Resume();
        sender.Next(PacketType.PingResp);
        broker.Pass(TimeSpan.FromSeconds(1.4));
        Assert.False(sender.IsClosed);
        broker.Pass(TimeSpan.FromSeconds(0.3));
        Assert.True(sender.IsClosed);
    }

    [Fact]
    public void What_was_sent_behind_is_handled_when_its_turn_comes()
    {
        var broker = new TestBroker(TestBroker.Quiet with { MessagesPerSecondMax = 1 });
        var sender = broker.Connect("sender", new() { Will = new("will", "gone") });
        var reader = broker.Connect("reader");
        reader.Subscribe("#");
        reader.Next(PacketType.SubAck);
        sender.Publish("t", "1");
        sender.Publish("t", "2");
        sender.Disconnect();
        Assert.Equal(1, reader.Waiting);
        PassAndOffer(broker, sender, TimeSpan.FromSeconds(1));
        Assert.True(sender.IsClosed);
        Assert.Equal(2, reader.Waiting); // both messages and no will
    }

    [Fact]
    public void A_listener_has_a_pace_and_a_packet_size_of_its_own()
    {
        var broker = new TestBroker(atListeners: new Dictionary<string, ListenerBounds>
        {
            ["slow"] = new() { MessagesPerSecondMax = 1, PacketBytesMax = 5_000 },
        });
        var slow = broker.Open("10.0.0.1:1", listener: "slow");
        slow.Connect(new() { ClientId = "slow" });
        Assert.Equal(5_000u, slow.Next(PacketType.ConnAck)[PropertyId.MaximumPacketSize]);
        var other = broker.Connect("other");
        foreach (var client in (TestClient[])[slow, other])
            for (var i = 0; i < 3; i++) client.Publish("t");
        Assert.Equal((InputStatus.Suspended, InputStatus.NeedMore), (slow.Status, other.Status));
    }

    private static void PassAndOffer(TestBroker broker, TestClient client, TimeSpan time)
    {
        for (var step = 0; step < 20; step++)
        {
            broker.Pass(time / 20);
            if (client.Connection.PausedUntil <= broker.Now) client.Resume();
        }
    }
}
