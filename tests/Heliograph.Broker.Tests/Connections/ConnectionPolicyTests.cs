using Heliograph.Broker.Access;

namespace Heliograph.Broker.Tests.Connections;

/// <summary>What holds at one door and not at the others, and habits that are not the broker's own.</summary>
public sealed class ConnectionPolicyTests
{
    private static readonly ConnectionPolicy Mounted = new() { MountPoint = "plant/a/" };

    [Fact]
    public void Below_a_mount_point_topics_have_it_in_front_for_all_others_only()
    {
        var broker = new TestBroker();
        var outside = broker.Connect("outside");
        outside.Subscribe("#", QoS.AtLeastOnce);
        outside.Next(PacketType.SubAck);
        var inside = broker.Connect("inside", new() { Will = new("will", "gone", QoS.AtMostOnce, Retain: false) }, policy: Mounted);
        inside.Subscribe(["#", "$share/group/s/+"], new(QoS.AtLeastOnce));
        inside.Next(PacketType.SubAck);

        inside.Publish("lamp", "on", QoS.AtLeastOnce, 1, retain: true);
        Assert.Equal(("plant/a/lamp", "on"), TopicAndText(outside.Next(PacketType.Publish)));
        Assert.Equal(("lamp", "on"), TopicAndText(inside.Next(PacketType.Publish)));
        inside.Next(PacketType.PubAck);

        outside.Publish("plant/b/fan", "off");
        outside.Publish("plant/a/fan", "off");
        outside.Publish("plant/a/s/1", "shared");
        Assert.Equal(("fan", "off"), TopicAndText(inside.Next(PacketType.Publish)));
        Assert.Equal(["s/1", "s/1"], [inside.Next(PacketType.Publish).Topic, inside.Next(PacketType.Publish).Topic]);

        inside.Unsubscribe("#", "lamp");
        Assert.Equal([ReasonCode.Success, ReasonCode.NoSubscriptionExisted], inside.Next(PacketType.UnsubAck).Codes);
        inside.Subscribe("lamp");
        inside.Next(PacketType.SubAck);
        Assert.Equal("lamp", inside.Next(PacketType.Publish).Topic);
        outside.Messages();
        inside.Lose();
        Assert.Equal("plant/a/will", outside.Next(PacketType.Publish).Topic);
    }

    [Fact]
    public void A_client_with_aliases_and_a_small_packet_size_gets_its_topics_without_the_mount_point()
    {
        var broker = new TestBroker();
        var inside = broker.Connect("inside", new()
        {
            Properties = [(PropertyId.TopicAliasMaximum, 5u), (PropertyId.MaximumPacketSize, 60u)],
        }, policy: new() { MountPoint = "a/long/mount/point/of/forty/characters/in/all/" });
        inside.Subscribe("t");
        inside.Next(PacketType.SubAck);
        inside.Publish("t", "0123456789");
        inside.Publish("t", "0123456789");
        Assert.Equal(["t", ""], [inside.Next(PacketType.Publish).Topic, inside.Next(PacketType.Publish).Topic]);
    }

    [Fact]
    public void A_door_has_limits_of_its_own_and_follows_the_options_where_it_has_none()
    {
        var broker = new TestBroker();
        var policy = new ConnectionPolicy { MaximumQoS = QoS.AtLeastOnce, TopicAliasMaximum = 3 };
        var client = broker.Open(policy: policy);
        client.Connect(new() { ClientId = "a" });
        var first = client.Next(PacketType.ConnAck);
        Assert.Equal((1u, 3u), (first[PropertyId.MaximumQoS], first[PropertyId.TopicAliasMaximum]));
        broker.Engine.Options = broker.Engine.Options with { RetainAvailable = false };
        var later = broker.Open(policy: policy);
        later.Connect(new() { ClientId = "b" });
        Assert.Equal(0u, later.Next(PacketType.ConnAck)[PropertyId.RetainAvailable]);
    }

    [Fact]
    public void The_user_name_is_the_client_id_where_the_door_says_so()
    {
        var broker = new TestBroker();
        var policy = new ConnectionPolicy { UsesUserNameAsClientId = true };
        var first = broker.Connect("one", new() { UserName = "alice" }, policy: policy);
        broker.Connect("two", new() { UserName = "alice" }, policy: policy);
        first.HasBeenClosedWith(ReasonCode.SessionTakenOver);
        var nameless = broker.Open(policy: policy);
        nameless.Connect(new() { ClientId = "three" });
        Assert.Equal(ReasonCode.NotAuthorized, nameless.Next(PacketType.ConnAck).Code);
    }

    [Fact]
    public void The_client_id_is_the_user_that_was_proven_and_not_the_one_that_was_claimed()
    {
        var broker = new TestBroker();
        var policy = new ConnectionPolicy { UsesUserNameAsClientId = true };
        var bob = broker.Connect("one", new() { UserName = "bob" }, policy: policy);
        var alice = broker.Open(policy: policy);
        alice.Authenticate = _ => new(AuthenticationOutcome.Accepted, "alice", "a certificate of hers");
        alice.Connect(new() { ClientId = "two", UserName = "bob" });
        Assert.Equal(ReasonCode.Success, alice.Next(PacketType.ConnAck).Code);
        Assert.Equal("alice", alice.Connection.ClientId);
        bob.Ping();
        bob.Next(PacketType.PingResp);
        var nobody = broker.Open(policy: policy);
        nobody.Authenticate = _ => new(AuthenticationOutcome.Accepted, null, "anonymous");
        nobody.Connect(new() { ClientId = "three", UserName = "bob" });
        Assert.Equal(ReasonCode.NotAuthorized, nobody.Next(PacketType.ConnAck).Code);
    }

    [Fact]
    public void A_version_that_is_not_spoken_at_a_door_is_refused()
    {
        var broker = new TestBroker();
        var policy = new ConnectionPolicy { Versions = [ProtocolVersion.V5] };
        broker.Connect("new", policy: policy);
        var old = broker.Open(policy: policy);
        old.Connect(new() { ClientId = "old", Version = ProtocolVersion.V311 });
        Assert.Equal((ReasonCode)1, old.Next(PacketType.ConnAck).Code);
    }

    [Fact]
    public void Assigned_client_ids_have_the_prefix_of_the_door_and_the_form_that_is_asked_for()
    {
        var broker = new TestBroker(TestBroker.Quiet with { Habits = new() { AssignsUuids = true, AnnouncesAliasesFirst = true } });
        var client = broker.Open(policy: new() { AssignedClientIdPrefix = "plant-", MaximumQoS = QoS.AtLeastOnce });
        client.Connect(new());
        var connAck = client.Next(PacketType.ConnAck);
        Assert.Matches("^plant-[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$", (string)connAck[PropertyId.AssignedClientIdentifier]!);
        Assert.Equal(
            [PropertyId.TopicAliasMaximum, PropertyId.AssignedClientIdentifier, PropertyId.MaximumPacketSize, PropertyId.ReceiveMaximum, PropertyId.MaximumQoS],
            connAck.Properties.Select(property => property.Id));
    }

    [Fact]
    public void A_refusal_says_no_words_where_that_is_the_habit()
    {
        var broker = new TestBroker(TestBroker.Quiet with { Habits = new() { ExplainsRefusals = false } });
        var client = broker.Connect("a");
        client.Publish("a/#");
        Assert.Empty(client.Next(PacketType.Disconnect).Properties);
        var other = broker.Open();
        other.Authenticate = _ => new(AuthenticationOutcome.NotAuthorized, null, "test");
        other.Connect(new() { ClientId = "b" });
        Assert.Empty(other.Next(PacketType.ConnAck).Properties);
    }

    [Fact]
    public void A_payload_above_its_bound_is_acknowledged_and_goes_nowhere()
    {
        var broker = new TestBroker(TestBroker.Quiet with { PayloadBytesMax = 3 });
        var client = broker.Connect("a");
        client.Subscribe("t");
        client.Next(PacketType.SubAck);
        client.Publish("t", "four", QoS.AtLeastOnce, 1);
        Assert.Equal(ReasonCode.ImplementationSpecificError, client.Next(PacketType.PubAck).Code);
        client.Publish("t", "six");
        Assert.Equal(["six"], client.Messages());
    }

    [Fact]
    public void A_keep_alive_that_is_too_long_refuses_a_client_that_cannot_be_told_another()
    {
        var broker = new TestBroker(TestBroker.Quiet with { KeepAliveSecondsMax = 60, Habits = new() { RefusesLongKeepAlives = true } });
        var client = broker.Open();
        client.Connect(new() { ClientId = "a", Version = ProtocolVersion.V311, KeepAlive = 61 });
        Assert.Equal((ReasonCode)2, client.Next(PacketType.ConnAck).Code);
        broker.Connect("b", new() { Version = ProtocolVersion.V311, KeepAlive = 60 });
        broker.Connect("d", new() { Version = ProtocolVersion.V311, KeepAlive = 0 });
        broker.Connect("c", new() { KeepAlive = 61 });
    }

    [Fact]
    public void Messages_are_delivered_at_the_qos_of_the_subscription_where_that_is_the_habit()
    {
        var broker = new TestBroker(TestBroker.Quiet with { Habits = new() { UpgradesQoS = true } });
        var client = broker.Connect("a");
        client.Subscribe("t", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        client.Publish("t", "x", retain: true);
        Assert.Equal(QoS.AtLeastOnce, client.Next(PacketType.Publish).QoS);
        client.Subscribe("t", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        Assert.Equal(QoS.AtLeastOnce, client.Next(PacketType.Publish).QoS);
    }

    [Fact]
    public void A_filter_that_is_too_deep_closes_the_connection_where_that_is_the_habit()
    {
        var broker = new TestBroker(TestBroker.Quiet with { TopicLevelsMax = 3, Habits = new() { ClosesForDeepFilters = true } });
        var client = broker.Connect("a");
        client.Subscribe("a/b/c");
        client.Next(PacketType.SubAck);
        client.Subscribe("a/b/c/d");
        client.HasBeenClosedWith(ReasonCode.TopicFilterInvalid);
    }

    [Fact]
    public void What_is_in_flight_takes_no_room_in_the_queue_where_that_is_the_habit()
    {
        var broker = new TestBroker(TestBroker.Quiet with
        {
            QueuedMessagesMax = 2, InflightMax = 1, QueueFull = QueueFullPolicy.DropNewest, Habits = new() { CountsInflightAsQueued = false },
        });
        var client = broker.Connect("a", ConnectFields.Persistent);
        client.Subscribe("t", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        var publisher = broker.Connect("p");
        for (ushort i = 1; i <= 4; i++) publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
        for (var i = 1; i <= 3; i++)
        {
            var delivery = client.Next(PacketType.Publish);
            Assert.Equal($"{i}", delivery.Text);
            client.Acknowledge(PacketType.PubAck, delivery.PacketId);
        }

        client.HasNothing();
        client.Lose();
        for (ushort i = 5; i <= 8; i++) publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
        Assert.Equal(2, broker.Engine.Status().QueuedMessages);
    }

    private static (string, string) TopicAndText(Received packet) => (packet.Topic, packet.Text);
}
