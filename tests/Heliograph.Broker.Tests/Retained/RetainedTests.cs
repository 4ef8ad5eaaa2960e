using Heliograph.Broker.Counters;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Retained;

namespace Heliograph.Broker.Tests.Retained;

public sealed class RetainedTests
{
    private static readonly BrokerOptions TwoMessages = TestBroker.Quiet with { RetainedMessagesMax = 2 };

    [Fact]
    public void Topics_of_very_many_levels_count_what_their_levels_take()
    {
        var broker = new TestBroker(TestBroker.Quiet with { RetainedBytesMax = 60_000 });
        var client = broker.Connect("c");
        for (ushort i = 1; i <= 3; i++)
        {
            client.Publish($"{i}" + string.Concat(Enumerable.Repeat("/x", 199)), "x", QoS.AtLeastOnce, i, retain: true);
            var code = client.Next(PacketType.PubAck).Code;
            Assert.Equal(i <= 2 ? ReasonCode.NoMatchingSubscribers : ReasonCode.QuotaExceeded, code);
        }

        client.Publish("1" + string.Concat(Enumerable.Repeat("/x", 199)), "", QoS.AtLeastOnce, 4, retain: true);
        client.Next(PacketType.PubAck);
        client.Publish("2" + string.Concat(Enumerable.Repeat("/x", 199)), "", QoS.AtLeastOnce, 5, retain: true);
        client.Next(PacketType.PubAck);
        Assert.Equal(0, broker.Engine.Status().RetainedBytes);
    }

    [Fact]
    public void A_full_store_refuses_5_0_keeps_3_x_off_and_lets_topics_be_replaced_and_cleared()
    {
        var broker = new TestBroker(TwoMessages);
        var new5 = broker.Connect("5");
        var old3 = broker.Connect("3", new() { Version = ProtocolVersion.V311 });
        Assert.True(Retain(new5, "a", "1") < ReasonCode.UnspecifiedError);
        Assert.True(Retain(new5, "b", "1") < ReasonCode.UnspecifiedError);
        Assert.Equal(ReasonCode.QuotaExceeded, Retain(new5, "c", "1"));
        Assert.Equal(ReasonCode.Success, Retain(old3, "c", "1"));
        Assert.Equal(1, broker.Engine.Counters[Counter.PublishDropped]);
        Assert.True(Retain(new5, "a", "2") < ReasonCode.UnspecifiedError);
        Assert.True(Retain(new5, "b", "") < ReasonCode.UnspecifiedError);
        Assert.True(Retain(new5, "c", "3") < ReasonCode.UnspecifiedError);
        new5.Subscribe("#");
        Assert.Equal(["2", "3"], new5.Messages().Order());
    }

    [Fact]
    public void Replacing_a_small_message_by_a_large_one_is_bounded_by_bytes_too()
    {
        var store = new RetainedStore(1);
        var options = TestBroker.Quiet with { RetainedBytesMax = 100 };
        store.Keep(Message("t", 10), new VolatileJournal(), default, new(5));
        Assert.True(store.HasRoomFor("t"u8, 100, options));
        Assert.False(store.HasRoomFor("t"u8, 101, options));
        Assert.False(store.HasRoomFor("u"u8, 90, options));
        Assert.Equal((1, 11L), (store.Count, store.Bytes));
    }

    [Fact]
    public void What_has_expired_is_not_sent_and_is_swept_under_every_name()
    {
        var broker = new TestBroker();
        var client = broker.Connect("c");
        foreach (var topic in (string[])["a", "$b/c"])
            client.Publish(topic, "x", retain: true, properties: (PropertyId.MessageExpiryInterval, 30u));
        client.Publish("stays", "y", retain: true);
        broker.Pass(TimeSpan.FromSeconds(10));
        client.Subscribe("a");
        client.Next(PacketType.SubAck);
        Assert.Equal(20u, client.Next(PacketType.Publish)[PropertyId.MessageExpiryInterval]);
        broker.Pass(TimeSpan.FromSeconds(21));
        client.Subscribe("#");
        Assert.Equal(["y"], client.Messages());
        broker.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(1, broker.Engine.Status().RetainedMessages);
    }

    [Fact]
    public void Retained_messages_come_as_fast_as_the_client_acknowledges_and_none_is_lost()
    {
        var broker = new TestBroker();
        var publisher = broker.Connect("p");
        for (ushort i = 1; i <= 200; i++) publisher.Publish($"t/{i}", $"{i}", QoS.AtLeastOnce, i, retain: true);
        var client = broker.Connect("c", new() { Properties = [(PropertyId.ReceiveMaximum, 3u)] });
        client.Subscribe("t/#", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        Assert.Equal(3, client.Waiting);
        var got = new HashSet<string>();
        while (client.Waiting > 0)
        {
            var message = client.Next(PacketType.Publish);
            Assert.True(message.Retain && got.Add(message.Text));
            client.Acknowledge(PacketType.PubAck, message.PacketId);
            Assert.InRange(client.Waiting, 0, 3);
        }

        Assert.Equal(200, got.Count);
    }

    [Fact]
    public void Unsubscribing_stops_what_was_still_to_come_and_a_newer_value_takes_the_place_of_an_older()
    {
        var broker = new TestBroker();
        var publisher = broker.Connect("p");
        for (ushort i = 1; i <= 5; i++) publisher.Publish($"t/{i}", "old", QoS.AtLeastOnce, i, retain: true);
        var client = broker.Connect("c", new() { Properties = [(PropertyId.ReceiveMaximum, 1u)] });
        client.Subscribe("t/#", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        var first = client.Next(PacketType.Publish);
        client.Unsubscribe("t/#");
        client.Next(PacketType.UnsubAck);
        client.Acknowledge(PacketType.PubAck, first.PacketId);
        client.HasNothing();

        client.Subscribe("t/#", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        for (ushort i = 1; i <= 5; i++) publisher.Publish($"t/{i}", "new", QoS.AtLeastOnce, i, retain: true);
        var texts = new List<string>();
        while (client.Waiting > 0)
        {
            var message = client.Next(PacketType.Publish);
            texts.Add(message.Text);
            client.Acknowledge(PacketType.PubAck, message.PacketId);
        }

        Assert.Equal(["old", "new", "new", "new", "new", "new"], texts);
    }

    [Fact]
    public void One_packet_with_many_filters_looks_up_no_more_than_the_bound()
    {
        var broker = new TestBroker(TestBroker.Quiet with { RetainedMessagesMax = 100 });
        var client = broker.Connect("c", new() { Properties = [(PropertyId.ReceiveMaximum, 1u)] });
        for (var i = 0; i < 100; i++) client.Publish($"{i}", "x", QoS.AtLeastOnce, 1, retain: true);
        client.Subscribe([.. Enumerable.Repeat("#", 5_000), "+/#", "+"], new(QoS.AtLeastOnce));
        Assert.InRange(client.Connection.Session!.Outbound.ReplayCount, 90, 200);
    }

    private static ReasonCode Retain(TestClient client, string topic, string text)
    {
        client.Publish(topic, text, QoS.AtLeastOnce, 9, retain: true);
        return client.Next(PacketType.PubAck).Code;
    }

    [Fact]
    public void Clearing_what_is_cleared_already_waits_for_the_record_of_the_first_clearing()
    {
        var journal = new RecordedJournal();
        var broker = new TestBroker(journal: journal);
        var client = broker.Connect("c");
        client.Publish("t", "old", retain: true);
        client.Publish("t", "", retain: true);
        client.Publish("t", "", QoS.AtLeastOnce, id: 7, retain: true);
        client.HasNothing(); // else a crash would bring the message back after its clearing was acknowledged
        journal.DurableUpTo = journal.Last;
        broker.Engine.OnDurable();
        Assert.Equal(7, client.Next(PacketType.PubAck).PacketId);
    }

    private static Message Message(string topic, int size) => new(
        System.Text.Encoding.UTF8.GetBytes(topic), default, new byte[size], QoS.AtMostOnce, true, Instant.Never, "");
}
