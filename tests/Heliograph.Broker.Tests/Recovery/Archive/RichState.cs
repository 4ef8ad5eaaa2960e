using System.Text;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Tests.Recovery.Archive;

/// <summary>Leaves a broker with some of everything that is durable.</summary>
internal static class RichState
{
    public static BrokerOptions Options { get; } = TestBroker.Quiet with { QueueQoS0Offline = true };

    public static void Make(TestBroker broker)
    {
        MakeSubscriptions(broker);
        MakeInflight(broker);
        MakeShared(broker);
        var publisher = broker.Connect("publisher", ConnectFields.Persistent with { UserName = "bob" });
        Publish(publisher);
        publisher.Publish("qos2/held", "held", QoS.ExactlyOnce, 77); // no PUBREL: its id is held
        publisher.Lose();
        broker.Connect("mortal", ConnectFields.Persistent with
        {
            UserName = "",
            Will = new("wills/ä \"quoted\"", "farewell", QoS.AtLeastOnce, Retain: true)
            {
                Properties = [(PropertyId.WillDelayInterval, 60u), (PropertyId.MessageExpiryInterval, 5u), (PropertyId.ContentType, "text/plain")],
            },
        }).Lose();
        broker.Connect("passing").Lose(); // not durable: no trace
        broker.Pass(TimeSpan.FromSeconds(1));
    }

    // Every option once, and a queue of every QoS.
    private static void MakeSubscriptions(TestBroker broker)
    {
        var client = broker.Connect("subscriber", ConnectFields.Persistent with { UserName = "alice" });
        client.Subscribe(["data/#", "data/1"], new(QoS.ExactlyOnce), (PropertyId.SubscriptionIdentifier, 7u));
        client.Subscribe("data/+", QoS.AtLeastOnce, (PropertyId.SubscriptionIdentifier, 268_435_455u));
        client.Subscribe(["mine/ü"], new(QoS.AtMostOnce, noLocal: true, retainAsPublished: true, RetainHandling.DoNotSend));
        client.Subscribe(["kept/#"], new(QoS.AtLeastOnce, retainAsPublished: true, retainHandling: RetainHandling.SendIfNew));
        client.Lose();
        broker.Connect("old", ConnectFields.V311Persistent).Lose();
    }

    // One at each stage, and one behind them.
    private static void MakeInflight(TestBroker broker)
    {
        var client = broker.Connect("slow", ConnectFields.Persistent.With((PropertyId.ReceiveMaximum, 3u)));
        client.Subscribe("flow/#", QoS.ExactlyOnce);
        client.Next(PacketType.SubAck);
        var publisher = broker.Connect("flow publisher");
        publisher.Publish("flow/rec", "a", QoS.ExactlyOnce, 1);
        publisher.Publish("flow/ack", "b", QoS.AtLeastOnce, 2);
        publisher.Publish("flow/comp", "c", QoS.ExactlyOnce, 3);
        publisher.Publish("flow/waits", "d", QoS.AtLeastOnce, 4);
        client.Next(PacketType.Publish);
        client.Next(PacketType.Publish);
        client.Acknowledge(PacketType.PubRec, client.Next(PacketType.Publish).PacketId);
        client.Lose();
        publisher.Lose();
    }

    // Two groups with a backlog, and a delivery in flight of one that nobody is in any more.
    private static void MakeShared(TestBroker broker)
    {
        var leaver = broker.Connect("leaver", ConnectFields.Persistent);
        leaver.Subscribe("$share/left/shared/#", QoS.ExactlyOnce);
        var publisher = broker.Connect("shared publisher");
        publisher.Publish("shared/0", "in flight", QoS.ExactlyOnce, 1);
        leaver.Unsubscribe("$share/left/shared/#");
        leaver.Lose();
        foreach (var name in (string[])["one", "two"])
        {
            var member = broker.Connect($"member {name}", ConnectFields.Persistent);
            member.Subscribe($"$share/{name}/shared/#", QoS.AtLeastOnce, (PropertyId.SubscriptionIdentifier, 3u));
            member.Lose();
        }

        publisher.Publish("shared/1", "first", QoS.AtLeastOnce, 2);
        publisher.Publish("shared/2", "second", QoS.ExactlyOnce, 3);
        publisher.Lose();
    }

    private static void Publish(TestClient publisher)
    {
        publisher.Publish("data/1", "both", QoS.AtLeastOnce, 1, retain: true);
        publisher.Publish("data/1", "", QoS.AtLeastOnce, 2);
        publisher.Publish("data/1", "not kept", QoS.AtMostOnce);
        publisher.Publish("data/1", new string('ß', 70_000), QoS.ExactlyOnce, 3);
        publisher.Publish("kept/away", "gone", QoS.AtLeastOnce, 4, retain: true);
        publisher.Publish("kept/away", "", QoS.AtLeastOnce, 5, retain: true);
        publisher.Publish("kept/alone", "retained", QoS.AtMostOnce, retain: true);
        publisher.Publish("kept/\t\u2028", "expires", QoS.AtLeastOnce, 6, retain: true, properties: [(PropertyId.MessageExpiryInterval, 4_000u)]);
        publisher.Send(output =>
        {
            var properties = new PropertyWriter(stackalloc byte[16]);
            properties.AddUserProperty("a"u8, "1"u8);
            properties.Add(PropertyId.PayloadFormatIndicator, 1);
            properties.Add(PropertyId.ContentType, "application/json"u8);
            properties.AddUserProperty("a"u8, ""u8);
            properties.Add(PropertyId.ResponseTopic, "answers/ö"u8);
            properties.Add(PropertyId.CorrelationData, [0, 255, 10]);
            new Publish
            {
                Topic = Encoding.UTF8.GetBytes("data/with properties"),
                Payload = "{}"u8,
                QoS = QoS.AtLeastOnce,
                PacketId = 8,
                Properties = properties.Block,
            }.Write(output, ProtocolVersion.V5);
        });
    }
}
