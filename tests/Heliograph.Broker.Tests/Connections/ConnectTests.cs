using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;

namespace Heliograph.Broker.Tests.Connections;

public sealed class ConnectTests
{
    [Fact]
    public void Keep_alive_closes_after_one_and_a_half_times_and_not_before()
    {
        var broker = new TestBroker();
        var client = broker.Connect("c", new() { KeepAlive = 10 });
        broker.Pass(TimeSpan.FromSeconds(14));
        client.Ping();
        client.Next(PacketType.PingResp);
        broker.Pass(TimeSpan.FromSeconds(14.9));
        Assert.False(client.IsClosed);
        broker.Pass(TimeSpan.FromSeconds(0.3));
        client.HasBeenClosedWith(ReasonCode.KeepAliveTimeout);
    }

    [Fact]
    public void The_server_sets_a_keep_alive_where_the_clients_is_too_long()
    {
        var broker = new TestBroker(TestBroker.Quiet with { KeepAliveSecondsMax = 60 });
        var client = broker.Open();
        client.Connect(new() { ClientId = "c", KeepAlive = 0 });
        Assert.Equal(60u, client.Next(PacketType.ConnAck)[PropertyId.ServerKeepAlive]);
        broker.Pass(TimeSpan.FromSeconds(91));
        client.HasBeenClosedWith(ReasonCode.KeepAliveTimeout);
    }

    [Fact]
    public void Who_says_nothing_or_never_finishes_is_closed_after_the_connect_timeout()
    {
        var broker = new TestBroker();
        var silent = broker.Open();
        var pending = broker.Open();
        pending.Authenticate = _ => null;
        pending.Connect(new() { ClientId = "c" });
        broker.Pass(TimeSpan.FromSeconds(9.9));
        Assert.False(silent.IsClosed || pending.IsClosed);
        broker.Pass(TimeSpan.FromSeconds(0.3));
        Assert.True(silent.IsClosed && pending.IsClosed);
        Assert.Equal(0, broker.Engine.Status().Connections);
    }

    [Fact]
    public void Sessions_and_connections_have_bounds()
    {
        var broker = new TestBroker(TestBroker.Quiet with { SessionsMax = 2, ConnectionsMax = 3 });
        broker.Connect("a");
        broker.Connect("b");
        var third = broker.Open();
        third.Connect(new() { ClientId = "c" });
        Assert.Equal(ReasonCode.QuotaExceeded, third.Next(PacketType.ConnAck).Code);
        var fourth = broker.Open(); // the third has not been closed by the edge yet
        fourth.ReadAll();
        Assert.True(fourth.IsClosed);
        broker.Settle();
        Assert.Equal(2, broker.Engine.Status().Connections);
    }

    [Fact]
    public void The_clients_own_limit_on_packet_size_holds_for_every_packet()
    {
        var broker = new TestBroker();
        broker.Connect("publisher", new() { Will = null }).Publish("t", new string('x', 5_000), QoS.AtLeastOnce, 1, retain: true);
        var client = broker.Connect("c", ConnectFields.Persistent.With((PropertyId.MaximumPacketSize, 100u)));
        client.Subscribe("#", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        client.HasNothing();
        broker.Connect("p2").Publish("t", "fits", QoS.AtLeastOnce, 1);
        Assert.Equal("fits", client.Next(PacketType.Publish).Text);

        var tiny = broker.Open();
        tiny.Connect(new() { ClientId = "tiny", Properties = [(PropertyId.MaximumPacketSize, 8u)] });
        Assert.Equal(ReasonCode.PacketTooLarge, tiny.Next(PacketType.ConnAck).Code);
    }

    [Fact]
    public void The_latest_events_stay_within_bounds_whatever_clients_call_themselves()
    {
        var broker = new TestBroker();
        for (var i = 0; i < 20; i++)
        {
            var client = broker.Open();
            client.Connect(new() { ClientId = new string((char)('a' + i), 60_000), UserName = new string('u', 60_000) });
            Assert.Equal(ReasonCode.ClientIdentifierNotValid, client.Next(PacketType.ConnAck).Code);
        }

        Assert.All(broker.Engine.Events.Latest(), one => Assert.InRange(
            one.ClientId.Length + (one.UserName?.Length ?? 0) + (one.Topic?.Length ?? 0), 1, 4_000));
        Assert.Contains(broker.Engine.Events.OfClient(new string('a', 60_000)), one => one.Kind == EventKind.Refused);
    }

    [Fact]
    public void Takeover_is_told_to_the_loser_whose_end_does_not_touch_the_winner()
    {
        var broker = new TestBroker();
        var loser = broker.Connect("c", ConnectFields.Persistent);
        loser.Subscribe("t", QoS.AtLeastOnce);
        loser.Next(PacketType.SubAck);
        var winner = broker.Connect("c", ConnectFields.Persistent);
        loser.HasBeenClosedWith(ReasonCode.SessionTakenOver);
        broker.Settle();
        broker.Connect("p").Publish("t", "still here", QoS.AtLeastOnce, 1);
        Assert.Equal(["still here"], winner.Messages());
        Assert.Equal(2, broker.Engine.Status().ClientsConnected);
    }

    [Fact]
    public void Access_is_asked_once_per_topic_until_the_rules_change_and_per_QoS_and_RETAIN()
    {
        var rules = new CountingRules();
        var broker = new TestBroker(authorizer: rules);
        var client = broker.Connect("c");
        for (var i = 0; i < 10; i++) client.Publish("t");
        Assert.Equal(1, rules.Asked);
        client.Publish("t", retain: true);
        client.Publish("t", qos: QoS.AtLeastOnce, id: 1);
        Assert.Equal(ReasonCode.NoMatchingSubscribers, client.Next(PacketType.PubAck).Code);
        Assert.Equal(3, rules.Asked);
        rules.RulesVersion++;
        rules.Allows = false;
        client.Publish("t", qos: QoS.AtLeastOnce, id: 2);
        Assert.Equal(ReasonCode.NotAuthorized, client.Next(PacketType.PubAck).Code);
        Assert.Equal(1, broker.Engine.Counters[Counter.AccessDenied]);
    }

    [Fact]
    public void Nobody_writes_the_brokers_own_topics()
    {
        var client = new TestBroker().Connect("c");
        client.Publish("$SYS/broker/version", "mine", QoS.AtLeastOnce, 1, retain: true);
        Assert.Equal(ReasonCode.NotAuthorized, client.Next(PacketType.PubAck).Code);
    }

    [Fact]
    public void Topic_aliases_work_in_both_directions()
    {
        var broker = new TestBroker();
        var receiver = broker.Connect("r", new() { Properties = [(PropertyId.TopicAliasMaximum, 1u)] });
        receiver.Subscribe("#");
        receiver.Next(PacketType.SubAck);
        var sender = broker.Connect("s");
        sender.Publish("a", "1", properties: (PropertyId.TopicAlias, 16u));
        sender.Publish("", "2", properties: (PropertyId.TopicAlias, 16u));
        sender.Publish("b", "3", properties: (PropertyId.TopicAlias, 16u));
        sender.Publish("", "4", properties: (PropertyId.TopicAlias, 16u));
        var got = Enumerable.Range(0, 4).Select(_ => receiver.Next(PacketType.Publish)).ToArray();
        Assert.Equal(["a", "", "b", "b"], got.Select(packet => packet.Topic));
        Assert.Equal([1u, 1u, null, null], got.Select(packet => packet[PropertyId.TopicAlias]));

        sender.Publish("a", "5", properties: (PropertyId.TopicAlias, 17u));
        sender.HasBeenClosedWith(ReasonCode.TopicAliasInvalid);
        var unknown = broker.Connect("u");
        unknown.Publish("", "6", properties: (PropertyId.TopicAlias, 1u));
        unknown.HasBeenClosedWith(ReasonCode.ProtocolError);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void An_alias_never_makes_a_packet_larger_than_the_client_takes(int spare)
    {
        const int size = 2 + 2 + 1 + 1 + 50; // header, topic, property length, payload
        var broker = new TestBroker();
        var receiver = broker.Connect("r", new()
        {
            Properties = [(PropertyId.TopicAliasMaximum, 5u), (PropertyId.MaximumPacketSize, (uint)(size + spare))],
        });
        receiver.Subscribe("#");
        receiver.Next(PacketType.SubAck);
        broker.Connect("s").Publish("t", new string('x', 50));
        var got = receiver.Next(PacketType.Publish);
        Assert.InRange(got.Length, size, size + spare);
    }

    [Fact]
    public void More_publishes_at_once_than_announced_are_a_breach()
    {
        var broker = new TestBroker(TestBroker.Quiet with { ReceiveMaximum = 3 });
        var client = broker.Connect("c");
        for (ushort i = 1; i <= 3; i++) client.Publish("t", qos: QoS.ExactlyOnce, id: i);
        for (ushort i = 1; i <= 3; i++) client.Next(PacketType.PubRec);
        client.Publish("t", qos: QoS.ExactlyOnce, id: 3); // a repetition
        client.Next(PacketType.PubRec);
        client.Publish("t", qos: QoS.AtLeastOnce, id: 4);
        client.HasBeenClosedWith(ReasonCode.ReceiveMaximumExceeded);
    }

    [Fact]
    public void What_was_open_on_an_earlier_connection_does_not_count_against_receive_maximum()
    {
        var broker = new TestBroker(TestBroker.Quiet with { ReceiveMaximum = 2 });
        var before = broker.Connect("c", ConnectFields.Persistent);
        before.Publish("t", qos: QoS.ExactlyOnce, id: 1);
        before.Publish("t", qos: QoS.ExactlyOnce, id: 2);
        before.Lose();
        var after = broker.Connect("c", ConnectFields.Persistent);
        after.Publish("t", qos: QoS.ExactlyOnce, id: 3);
        after.Publish("t", qos: QoS.ExactlyOnce, id: 1, duplicate: true); // sent again: open on this one
        Assert.Equal([(ushort)3, (ushort)1], [after.Next(PacketType.PubRec).PacketId, after.Next(PacketType.PubRec).PacketId]);
        after.Publish("t", qos: QoS.ExactlyOnce, id: 4);
        after.HasBeenClosedWith(ReasonCode.ReceiveMaximumExceeded);
    }

    [Fact]
    public void Nothing_leaves_before_the_journal_is_durable_and_then_in_order()
    {
        var journal = new RecordedJournal();
        var broker = new TestBroker(journal: journal);
        var subscriber = broker.Open();
        subscriber.Connect(ConnectFields.Persistent with { ClientId = "s" });
        subscriber.Subscribe("t", QoS.AtLeastOnce);
        subscriber.HasNothing();
        Durable();
        subscriber.Next(PacketType.ConnAck);
        subscriber.Next(PacketType.SubAck);

        var publisher = broker.Connect("p");
        publisher.Publish("t", "1", QoS.AtLeastOnce, 1);
        publisher.Ping();
        publisher.HasNothing();
        subscriber.HasNothing();
        Durable();
        Assert.Equal(["1"], subscriber.Messages());
        publisher.Next(PacketType.PubAck);
        publisher.Next(PacketType.PingResp);

        void Durable()
        {
            journal.DurableUpTo = journal.Last;
            broker.Engine.OnDurable();
        }
    }

    private sealed class CountingRules : IAuthorizer
    {
        public int RulesVersion { get; set; } = 1;

        public bool Allows { get; set; } = true;

        public int Asked { get; private set; }

        public AccessDecision Decide(in AccessRequest request)
        {
            Asked++;
            return new(Allows ? AccessAnswer.Allowed : AccessAnswer.Denied, "test");
        }
    }
}
