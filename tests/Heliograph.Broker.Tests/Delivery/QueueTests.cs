using Heliograph.Broker.Connections;
using Heliograph.Broker.Counters;

namespace Heliograph.Broker.Tests.Delivery;

public sealed class QueueTests
{
    private static readonly BrokerOptions Three = TestBroker.Quiet with { QueuedMessagesMax = 3 };

    [Fact]
    public void A_full_durable_queue_refuses_for_all_and_tells_a_5_0_publisher()
    {
        var broker = new TestBroker(Three);
        Leave(broker, "away");
        var other = broker.Connect("other");
        other.Subscribe("t");
        other.Next(PacketType.SubAck);
        var publisher = broker.Connect("publisher");
        Publish(publisher, 1, 3);
        Assert.Equal(3, other.Messages().Length);

        publisher.Publish("t", "4", QoS.AtLeastOnce, 4);
        Assert.Equal(ReasonCode.QuotaExceeded, publisher.Next(PacketType.PubAck).Code);
        publisher.Publish("t", "5", QoS.ExactlyOnce, 5);
        Assert.Equal(ReasonCode.QuotaExceeded, publisher.Next(PacketType.PubRec).Code);
        other.HasNothing();
        Assert.Equal(2, broker.Engine.Counters[Counter.PublishRefused]);
        Assert.Equal(["1", "2", "3"], Return(broker, "away").Messages());
    }

    [Fact]
    public void A_3_1_1_publisher_is_held_until_there_is_room_and_each_message_is_counted_once()
    {
        var broker = new TestBroker(Three);
        Leave(broker, "away");
        var publisher = broker.Connect("publisher", new() { Version = ProtocolVersion.V311 });
        Publish(publisher, 1, 3);
        publisher.Publish("t", "4", QoS.AtLeastOnce, 4);
        publisher.Publish("t", "5", QoS.AtLeastOnce, 5);
        Assert.Equal(InputStatus.Suspended, publisher.Status);
        broker.Pass(TimeSpan.FromSeconds(2));
        publisher.HasNothing();

        var back = Return(broker, "away");
        for (ushort i = 0; i < 5; i++)
        {
            back.Acknowledge(PacketType.PubAck, back.Next(PacketType.Publish).PacketId);
            broker.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(4, publisher.Next(PacketType.PubAck).PacketId);
        Assert.Equal(5, publisher.Next(PacketType.PubAck).PacketId);
        Assert.Equal(5, broker.Engine.Counters[Counter.PublishReceived]);
    }

    [Fact]
    public void A_publisher_that_was_held_too_long_is_closed_with_the_cause_and_may_come_back()
    {
        var broker = new TestBroker(Three with { PublishHoldMax = TimeSpan.FromSeconds(20) });
        Leave(broker, "away");
        var fields = new ConnectFields { Version = ProtocolVersion.V311, KeepAlive = 5 };
        var publisher = broker.Connect("publisher", fields);
        Publish(publisher, 1, 3);
        publisher.Publish("t", "4", QoS.AtLeastOnce, 4);
        broker.Pass(TimeSpan.FromSeconds(19));
        Assert.False(publisher.IsClosed);
        broker.Pass(TimeSpan.FromSeconds(2));
        Assert.True(publisher.IsClosed);
        Assert.Contains(broker.Engine.Events.OfClient("publisher"), happened => happened.Cause.Contains("publish_hold_max = 20 s"));

        Assert.Equal(["1", "2", "3"], AcknowledgeAll(Return(broker, "away")));
        var again = broker.Connect("publisher", fields);
        again.Publish("t", "4", QoS.AtLeastOnce, 4, duplicate: true);
        Assert.Equal(4, again.Next(PacketType.PubAck).PacketId);
    }

    [Fact]
    public void The_time_that_a_publish_is_held_begins_with_that_publish()
    {
        var broker = new TestBroker(Three with { PublishHoldMax = TimeSpan.FromSeconds(20) });
        Leave(broker, "away");
        var publisher = broker.Connect("publisher", new() { Version = ProtocolVersion.V311 });
        Publish(publisher, 1, 3);
        for (ushort i = 4; i < 8; i++) publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
        var back = Return(broker, "away");
        for (ushort i = 4; i < 8; i++)
        {
            broker.Pass(TimeSpan.FromSeconds(15));
            Assert.False(publisher.IsClosed);
            back.Acknowledge(PacketType.PubAck, back.Next(PacketType.Publish).PacketId);
            broker.Pass(TimeSpan.FromSeconds(1));
            Assert.Equal(i, publisher.Next(PacketType.PubAck).PacketId);
        }
    }

    [Fact]
    public void Messages_that_have_expired_make_room()
    {
        var broker = new TestBroker(Three);
        Leave(broker, "away");
        var publisher = broker.Connect("publisher");
        for (ushort i = 1; i <= 3; i++)
        {
            publisher.Publish("t", "old", QoS.AtLeastOnce, i, properties: (PropertyId.MessageExpiryInterval, 5u));
            publisher.Next(PacketType.PubAck);
        }

        broker.Pass(TimeSpan.FromSeconds(6));
        Publish(publisher, 4, 6);
        Assert.Equal(3, broker.Engine.Counters[Counter.PublishExpired]);
        Assert.Equal(["4", "5", "6"], Return(broker, "away").Messages());
    }

    [Theory]
    [InlineData(QueueFullPolicy.DropNewest, "1 2 3")]
    [InlineData(QueueFullPolicy.DropOldest, "3 4 5")]
    public void Dropping_policies_drop_for_that_session_alone(QueueFullPolicy policy, string kept)
    {
        var broker = new TestBroker(Three with { QueueFull = policy });
        Leave(broker, "away");
        var other = broker.Connect("other");
        other.Subscribe("t");
        Publish(broker.Connect("publisher"), 1, 5);
        Assert.Equal(5, other.Messages().Length);
        Assert.Equal(2, broker.Engine.Counters[Counter.PublishDropped]);
        Assert.Equal(kept.Split(' '), Return(broker, "away").Messages());
    }

    [Fact]
    public void A_large_message_makes_the_oldest_leave_until_it_fits()
    {
        var broker = new TestBroker(TestBroker.Quiet with { QueueFull = QueueFullPolicy.DropOldest, QueuedBytesMax = 10_000 });
        Leave(broker, "away");
        var publisher = broker.Connect("publisher");
        for (ushort i = 1; i <= 1_000; i++) publisher.Publish("t", "small", QoS.AtLeastOnce, i);
        for (ushort i = 1; i <= 20; i++) publisher.Publish("t", new string('x', 5_000), QoS.AtLeastOnce, i);
        Assert.InRange(broker.Engine.Status().QueuedBytes, 1, 20_000);
    }

    [Fact]
    public void Remaining_lifetime_goes_on_with_the_message_and_what_has_expired_does_not_go()
    {
        var broker = new TestBroker();
        Leave(broker, "away");
        var publisher = broker.Connect("publisher");
        publisher.Publish("t", "short", QoS.AtLeastOnce, 1, properties: (PropertyId.MessageExpiryInterval, 10u));
        publisher.Publish("t", "long", QoS.AtLeastOnce, 2, properties: (PropertyId.MessageExpiryInterval, 100u));
        broker.Pass(TimeSpan.FromSeconds(30));
        var message = Return(broker, "away").Next(PacketType.Publish);
        Assert.Equal(("long", 70u), (message.Text, message[PropertyId.MessageExpiryInterval]));
    }

    [Fact]
    public void QoS_0_that_was_kept_is_not_overtaken_by_later_QoS_0()
    {
        var broker = new TestBroker(TestBroker.Quiet with { QueueQoS0Offline = true });
        Leave(broker, "away");
        var publisher = broker.Connect("publisher");
        Publish(publisher, 1, 1);
        publisher.Publish("t", "2");
        var back = broker.Open();
        back.Connect(ConnectFields.Persistent.With((PropertyId.ReceiveMaximum, 1u)) with { ClientId = "away" });
        back.Next(PacketType.ConnAck);
        publisher.Publish("t", "3");
        back.Acknowledge(PacketType.PubAck, back.Next(PacketType.Publish).PacketId);
        Assert.Equal(["2", "3"], back.Messages());
    }

    [Fact]
    public void What_is_too_large_for_the_client_now_is_dropped_when_it_would_be_sent_again()
    {
        var broker = new TestBroker();
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("t", QoS.ExactlyOnce);
        var publisher = broker.Connect("publisher");
        publisher.Publish("t", new string('x', 500), QoS.ExactlyOnce, 1);
        client.Lose();
        var back = broker.Open();
        back.Connect(ConnectFields.Persistent.With(
            (PropertyId.MaximumPacketSize, 100u), (PropertyId.ReceiveMaximum, 1u)) with { ClientId = "c" });
        Assert.True(back.Next(PacketType.ConnAck).SessionPresent);
        publisher.Publish("t", "fits", QoS.ExactlyOnce, 2);
        Assert.Equal(["fits"], back.Messages());
        Assert.Equal(1, broker.Engine.Counters[Counter.PublishDropped]);
    }

    [Fact]
    public void What_was_not_finished_is_sent_again_in_order_with_DUP_and_its_stage()
    {
        var broker = new TestBroker();
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("t", QoS.ExactlyOnce);
        client.Next(PacketType.SubAck);
        var publisher = broker.Connect("publisher");
        for (ushort i = 1; i <= 3; i++) publisher.Publish("t", $"{i}", i == 2 ? QoS.AtLeastOnce : QoS.ExactlyOnce, i);
        var ids = Enumerable.Range(0, 3).Select(_ => client.Next(PacketType.Publish).PacketId).ToArray();
        client.Acknowledge(PacketType.PubRec, ids[0]);
        client.Lose();

        var back = Return(broker, "c");
        Assert.Equal(ids[0], back.Next(PacketType.PubRel).PacketId);
        foreach (var id in ids[1..])
        {
            var again = back.Next(PacketType.Publish);
            Assert.Equal((id, true), (again.PacketId, again.Duplicate));
        }
    }

    private static string[] AcknowledgeAll(TestClient client)
    {
        var texts = new List<string>();
        while (client.Waiting > 0)
        {
            var message = client.Next(PacketType.Publish);
            texts.Add(message.Text);
            client.Acknowledge(PacketType.PubAck, message.PacketId);
        }

        return [.. texts];
    }

    private static void Leave(TestBroker broker, string clientId)
    {
        var client = broker.Connect(clientId, ConnectFields.Persistent);
        client.Subscribe("t", QoS.ExactlyOnce);
        client.Lose();
    }

    private static TestClient Return(TestBroker broker, string clientId) => broker.Connect(clientId, ConnectFields.Persistent);

    private static void Publish(TestClient publisher, ushort first, ushort last)
    {
        for (var i = first; i <= last; i++)
        {
            publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
            Assert.True(publisher.Next(PacketType.PubAck).Code < ReasonCode.UnspecifiedError);
        }
    }
}
