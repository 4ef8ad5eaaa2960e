using Heliograph.Broker.Connections;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;

namespace Heliograph.Broker.Tests.Connections;

/// <summary>One client that names very many filters or topics costs what it says, not its square, and fills no log.</summary>
public sealed class SubscribeFloodTests
{
    private static readonly BrokerOptions AllEvents = TestBroker.Quiet with { EventsPerClientMax = 100_000, EventsMax = 100_000 };

    [Fact]
    public void Events_of_one_client_are_bounded_each_second_and_the_last_one_says_so()
    {
        var broker = new TestBroker(AllEvents with { WildcardSubscriptionAvailable = false });
        var client = broker.Connect("c");
        for (var second = 1; second <= 2; second++)
        {
            client.Subscribe([.. Enumerable.Range(0, 5_000).Select(i => $"{i}/#")], default);
            Assert.Equal(5_000, client.Next(PacketType.SubAck).Codes.Length);
            var denied = broker.Engine.Events.OfClient("c").Where(happened => happened.Kind == EventKind.Denied).ToArray();
            Assert.Equal(second * EventQuota.PerSecondMax, denied.Length);
            Assert.Contains("not told", denied[^1].Cause);
            Assert.DoesNotContain("not told", denied[^2].Cause);
            broker.Pass(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Publishes_that_find_the_retained_store_full_fill_no_log_and_are_all_counted()
    {
        var broker = new TestBroker(AllEvents with { RetainedMessagesMax = 0 });
        var client = broker.Connect("c", new() { Version = ProtocolVersion.V311 });
        for (var i = 0; i < 5_000; i++) client.Publish($"t/{i}", retain: true);
        Assert.Equal(5_000, broker.Engine.Counters[Counter.PublishDropped]);
        var dropped = broker.Engine.Events.OfClient("c").Where(happened => happened.Kind == EventKind.Dropped).ToArray();
        Assert.Equal(EventQuota.PerSecondMax, dropped.Length);
        Assert.Contains("retained_messages_max", dropped[0].Cause);
    }

    [Fact]
    public void Filters_of_very_many_levels_are_bounded_together_and_give_their_room_back()
    {
        var broker = new TestBroker(TestBroker.Quiet with { SubscriptionsPerSessionMax = 20 }); // 400 levels
        var client = broker.Connect("c");
        string[] filters = [.. Enumerable.Range(0, 3).Select(i => $"{i}" + string.Concat(Enumerable.Repeat("/x", 149)))];
        client.Subscribe(filters, default);
        Assert.Equal([0, 0, 0x97], client.Next(PacketType.SubAck).Codes.Select(code => (int)code));
        client.Subscribe(filters[..2], default); // they have their place
        Assert.Equal([0, 0], client.Next(PacketType.SubAck).Codes.Select(code => (int)code));
        client.Unsubscribe(filters[0]);
        client.Next(PacketType.UnsubAck);
        client.Subscribe(filters[1..], default);
        Assert.Equal([0, 0], client.Next(PacketType.SubAck).Codes.Select(code => (int)code));
    }

    [Fact]
    public void Retained_messages_that_wait_for_many_filters_are_counted_exactly_while_filters_come_and_go()
    {
        var broker = new TestBroker();
        var publisher = broker.Connect("p");
        foreach (var topic in (string[])["a", "b", "c"]) publisher.Publish(topic, topic, QoS.AtLeastOnce, 1, retain: true);
        var client = broker.Open();
        client.Connect(new() { ClientId = "c", Properties = [(PropertyId.ReceiveMaximum, 1u)] });
        client.Next(PacketType.ConnAck);
        client.Subscribe(["a", "b", "c", "none"], new(QoS.AtLeastOnce));
        client.Next(PacketType.SubAck);
        var first = client.Next(PacketType.Publish);
        client.Subscribe(["b"], new(QoS.AtLeastOnce)); // to the end of the queue
        client.Unsubscribe("c", "none");
        client.Next(PacketType.SubAck);
        client.Next(PacketType.UnsubAck);
        client.Acknowledge(PacketType.PubAck, first.PacketId);
        var last = client.Next(PacketType.Publish);
        client.Acknowledge(PacketType.PubAck, last.PacketId);
        Assert.Equal(("a", "b"), (first.Text, last.Text));
        client.HasNothing();
        Assert.Equal(0, client.Connection.Session!.Outbound.ReplayCount);
    }

    [Fact]
    public void All_identifiers_of_many_overlapping_filters_come_once_each()
    {
        var broker = new TestBroker();
        var client = broker.Connect("c");
        for (uint i = 0; i < 64; i++)
        {
            var bits = i;
            client.Subscribe(string.Join('/', Enumerable.Range(0, 6).Select(bit => (bits >> bit & 1) == 0 ? "a" : "+")),
                QoS.AtMostOnce, (PropertyId.SubscriptionIdentifier, i + 1));
            client.Next(PacketType.SubAck);
        }

        for (var round = 0; round < 2; round++)
        {
            broker.Connect("p").Publish("a/a/a/a/a/a");
            var ids = client.Next(PacketType.Publish).Properties.Where(property => property.Id == PropertyId.SubscriptionIdentifier);
            Assert.Equal(Enumerable.Range(1, 64).Select(id => (uint)id), ids.Select(id => (uint)id.Value).Order());
        }
    }
}
