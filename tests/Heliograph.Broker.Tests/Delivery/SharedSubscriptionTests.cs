using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Tests.Delivery;

public sealed class SharedSubscriptionTests
{
    [Fact]
    public void Round_robin_gives_each_live_member_its_turn()
    {
        var (_, members, publisher) = Group(SharedStrategy.RoundRobin, 3);
        for (var i = 0; i < 9; i++) publisher.Publish("t", $"{i}");
        Assert.All(members, member => Assert.Equal(3, member.Messages().Length));
    }

    [Fact]
    public void Sticky_stays_with_a_member_until_it_leaves()
    {
        var (_, members, publisher) = Group(SharedStrategy.Sticky, 3);
        for (var i = 0; i < 5; i++) publisher.Publish("t", $"{i}");
        var favourite = Assert.Single(members, member => member.Waiting > 0);
        Assert.Equal(5, favourite.Messages().Length);
        favourite.Lose();
        publisher.Publish("t", "next");
        Assert.Single(members.Where(member => member != favourite), member => member.Messages().SequenceEqual(["next"]));
    }

    [Theory]
    [InlineData(SharedStrategy.HashTopic)]
    [InlineData(SharedStrategy.HashClientId)]
    public void Hashing_keeps_one_topic_or_publisher_with_one_member(SharedStrategy strategy)
    {
        var (broker, members, _) = Group(strategy, 3);
        var publishers = Enumerable.Range(0, 8).Select(i => broker.Connect($"p{i}")).ToArray();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 8; i++) publishers[i].Publish($"t/{i}", $"{i}");
        }

        var got = members.Select(member => member.Messages()).ToArray();
        Assert.Equal(24, got.Sum(messages => messages.Length));
        Assert.All(got, messages => Assert.All(messages.GroupBy(text => text), same => Assert.Equal(3, same.Count())));
    }

    [Fact]
    public void A_full_queue_of_the_group_is_told_once_until_it_has_been_empty()
    {
        var broker = new TestBroker(TestBroker.Quiet with { QueuedMessagesMax = 2, QueueFull = QueueFullPolicy.DropNewest });
        Leave();
        var publisher = broker.Connect("publisher");
        for (ushort i = 1; i <= 5; i++) publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
        var told = Assert.Single(broker.Engine.Events.Latest(), one => one.Kind == EventKind.Dropped);
        Assert.Equal(("$share/g/t", LossCauses.GroupQueueFull, 3), (told.Topic, told.Cause, (int)broker.Engine.Counters[Counter.PublishDropped]));
        Assert.Equal(["1", "2"], Leave());
        for (ushort i = 1; i <= 5; i++) publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
        Assert.Equal(2, broker.Engine.Events.Latest().Count(one => one.Kind == EventKind.Dropped));

        string[] Leave()
        {
            var member = broker.Connect("member", ConnectFields.Persistent);
            member.Subscribe("$share/g/t", QoS.AtLeastOnce);
            var got = member.Messages();
            member.Lose();
            return got;
        }
    }

    [Fact]
    public void What_nobody_could_take_waits_for_the_first_member_to_come()
    {
        var (broker, members, publisher) = Group(SharedStrategy.RoundRobin, 2);
        foreach (var member in members) member.Lose();
        for (ushort i = 1; i <= 3; i++) publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
        Assert.Equal(["1", "2", "3"], broker.Connect("m1", ConnectFields.Persistent).Messages());
        Assert.Empty(broker.Connect("m0", ConnectFields.Persistent).Messages());
    }

    [Theory]
    [InlineData(QoS.AtMostOnce, false)]
    [InlineData(QoS.AtLeastOnce, false)]
    [InlineData(QoS.AtLeastOnce, true)]
    public void When_the_chosen_member_leaves_before_the_delivery_another_is_chosen(QoS qos, bool isKept)
    {
        var rules = new AsksAtDelivery();
        var broker = new TestBroker(authorizer: rules);
        var members = new Dictionary<string, TestClient>();
        foreach (var id in (string[])["m0", "m1"])
        {
            members[id] = broker.Connect(id, isKept ? ConnectFields.Persistent : new());
            members[id].Subscribe("$share/g/t", qos);
            members[id].Next(PacketType.SubAck);
        }

        var publisher = broker.Connect("p");
        rules.OnReceive = id =>
        {
            rules.OnReceive = null;
            members.Remove(id, out var chosen);
            chosen!.Lose();
        };
        publisher.Publish("t", "x", qos, (ushort)qos);
        Assert.Equal(["x"], Assert.Single(members).Value.Messages());
    }

    [Fact]
    public void When_the_only_member_leaves_before_the_delivery_the_group_keeps_the_message()
    {
        var rules = new AsksAtDelivery();
        var broker = new TestBroker(authorizer: rules);
        var member = broker.Connect("m", ConnectFields.Persistent);
        member.Subscribe("$share/g/t", QoS.AtLeastOnce);
        rules.OnReceive = _ =>
        {
            rules.OnReceive = null;
            member.Lose();
        };
        broker.Connect("p").Publish("t", "x", QoS.AtLeastOnce, 1);
        Assert.Equal(0, broker.Engine.Status().QueuedMessages); // with the group, for whoever comes first
        Assert.Equal(["x"], broker.Connect("m", ConnectFields.Persistent).Messages());
    }

    [Fact]
    public void Unsent_messages_of_a_member_that_leaves_go_to_the_others()
    {
        var (broker, members, publisher) = Group(SharedStrategy.Sticky, 2, receiveMaximum: 1);
        for (ushort i = 1; i <= 3; i++) publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
        Assert.Equal(["1"], members[0].Messages());
        members[0].Lose();
        var heir = members[1];
        Assert.Equal("2", heir.Next(PacketType.Publish).Text);
        broker.Connect("m0"); // a clean start ends the session: what was in flight goes on too
        heir.Acknowledge(PacketType.PubAck, 1);
        Assert.Equal("3", heir.Next(PacketType.Publish).Text);
        heir.Acknowledge(PacketType.PubAck, 2);
        Assert.Equal(["1"], heir.Messages());
    }

    [Fact]
    public void What_was_acknowledged_goes_back_to_the_group_even_above_its_bound()
    {
        var broker = new TestBroker(TestBroker.Quiet with { QueuedMessagesMax = 5 });
        TestClient[] members = [Member("m0"), Member("m1")];
        var publisher = broker.Connect("p");
        var taken = new List<string>();
        for (ushort i = 1; i <= 20; i++)
        {
            publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);
            if (publisher.Next(PacketType.PubAck).Code < ReasonCode.UnspecifiedError) taken.Add($"{i}");
        }

        Assert.Equal(10, taken.Count);
        foreach (var member in members) member.Lose();
        members = [broker.Connect("m0", ConnectFields.Persistent), broker.Connect("m1", ConnectFields.Persistent)];
        var received = new HashSet<string>();
        while (received.Count < taken.Count)
        {
            var before = received.Count;
            foreach (var member in members) Drain(member);
            Assert.True(received.Count > before, $"only {string.Join(", ", received)} came of {string.Join(", ", taken)}");
        }

        void Drain(TestClient member)
        {
            while (member.Waiting > 0)
            {
                var publish = member.Next(PacketType.Publish);
                received.Add(publish.Text);
                member.Acknowledge(PacketType.PubAck, publish.PacketId);
            }
        }

        TestClient Member(string id)
        {
            var member = broker.Connect(id, ConnectFields.Persistent.With((PropertyId.ReceiveMaximum, 1u)));
            member.Subscribe("$share/g/t", QoS.AtLeastOnce);
            member.Next(PacketType.SubAck);
            return member;
        }
    }

    [Fact]
    public void A_member_that_may_not_receive_is_passed_over_also_for_what_has_waited()
    {
        var rules = new OnlyMayReceive("m1");
        var (broker, members, publisher) = Group(SharedStrategy.Sticky, 2, authorizer: rules);
        publisher.Publish("t", "live", QoS.AtLeastOnce, 1);
        Assert.Empty(members[0].Messages());
        Assert.Equal(["live"], members[1].Messages());

        foreach (var member in members) member.Lose();
        publisher.Publish("t", "kept", QoS.AtLeastOnce, 2);
        Assert.Empty(broker.Connect("m0", ConnectFields.Persistent).Messages());
        Assert.Equal(["live", "kept"], broker.Connect("m1", ConnectFields.Persistent).Messages());
    }

    private static (TestBroker Broker, TestClient[] Members, TestClient Publisher) Group(
        SharedStrategy strategy, int count, uint receiveMaximum = 100, IAuthorizer? authorizer = null)
    {
        var broker = new TestBroker(TestBroker.Quiet with { SharedStrategy = strategy }, authorizer);
        var members = Enumerable.Range(0, count).Select(i =>
        {
            var member = broker.Connect($"m{i}", ConnectFields.Persistent.With((PropertyId.ReceiveMaximum, receiveMaximum)));
            member.Subscribe("$share/g/#", QoS.AtLeastOnce);
            member.Next(PacketType.SubAck);
            return member;
        }).ToArray();
        return (broker, members, broker.Connect("publisher"));
    }

    private sealed class OnlyMayReceive(string clientId) : IAuthorizer
    {
        public int RulesVersion => 1;

        public AccessDecision Decide(in AccessRequest request) => new(
            request.Action switch
            {
                AccessAction.Subscribe => AccessAnswer.AskPerDelivery,
                AccessAction.Receive when request.Who.ClientId != clientId => AccessAnswer.Denied,
                _ => AccessAnswer.Allowed,
            }, "test");
    }

    private sealed class AsksAtDelivery : IAuthorizer
    {
        /// <summary>Called with the client id that a message is about to be chosen for.</summary>
        public Action<string>? OnReceive { get; set; }

        public int RulesVersion => 1;

        public AccessDecision Decide(in AccessRequest request)
        {
            if (request.Action == AccessAction.Receive) OnReceive?.Invoke(request.Who.ClientId);
            return new(request.Action == AccessAction.Subscribe ? AccessAnswer.AskPerDelivery : AccessAnswer.Allowed, "test");
        }
    }
}
