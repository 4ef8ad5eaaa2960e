using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;
using Heliograph.Broker.Inspection;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Tests.Inspection;

/// <summary>Why a message does not reach a client: each way in which that happens, and the first sentence of the answer.</summary>
public sealed class NotDeliveredTests
{
    private readonly AclAuthorizer _rules = new(Parse("topic #\nuser u\ntopic #\n"));
    private TestBroker _broker;

    public NotDeliveredTests() => _broker = new(authorizer: _rules);

    [Fact]
    public void Nobody_knows_the_client()
    {
        _broker.Connect("Pump-7");
        Answers("There is no client 'pump-7', and nothing is remembered of it; there is a client 'Pump-7'", clientId: "pump-7");
        Answers("There is no client 'ghost', and nothing is remembered of it", clientId: "ghost");
    }

    [Fact]
    public void Its_connection_is_refused()
    {
        var refused = _broker.Open();
        refused.Authenticate = _ => new(AuthenticationOutcome.BadCredentials, null, "wrong password of user 'u'");
        refused.Connect(new() { ClientId = "c", UserName = "u" });
        Answers("'c' is not there: its connection was refused at", "wrong password of user 'u'", "heliograph passwd");
    }

    [Fact]
    public void Its_session_is_away_and_it_cannot_come_back()
    {
        Subscribed("t", fields: ConnectFields.Persistent).Lose();
        var refused = _broker.Open();
        refused.Authenticate = _ => new(AuthenticationOutcome.BadCredentials, null, "wrong password");
        refused.Connect(ConnectFields.Persistent with { ClientId = "c" });
        Answers("'c' is away, and its connection was refused at", "wrong password");
    }

    [Fact]
    public void Its_session_ended_with_its_connection_or_expired()
    {
        Subscribed("t").Lose();
        Answers("'c' is not there: its session ended", "the session expiry is 0", "without a clean start");
        Subscribed("t", fields: ConnectFields.Persistent).Lose();
        _broker.Pass(TimeSpan.FromSeconds(3_700));
        Answers("'c' is not there: its session ended", "its session expiry passed");
    }

    [Fact]
    public void A_clean_start_took_its_subscriptions()
    {
        Subscribed("t", fields: ConnectFields.Persistent);
        _broker.Connect("c", ConnectFields.Persistent with { CleanStart = true }).Subscribe("other");
        var diagnosis = Answers("The subscription of 'c' to 't' went with its session at", "asked for a clean start");
        Assert.Contains(diagnosis.Findings, one => one.Text.StartsWith("None of the 1 subscriptions", StringComparison.Ordinal));
    }

    [Fact]
    public void It_has_not_subscribed()
    {
        _broker.Connect("c");
        Answers("'c' has no subscription at all");
    }

    [Fact]
    public void It_unsubscribed()
    {
        Subscribed("t").Unsubscribe("t");
        Answers("The subscription of 'c' to 't' was given up at", "the client sent UNSUBSCRIBE");
    }

    [Fact]
    public void Its_subscription_was_denied()
    {
        _rules.Replace(Parse("topic deny secret/#\ntopic #\n"));
        _broker.Connect("c").Subscribe("secret/t");
        Answers("The subscription of 'c' to 'secret/t' was denied at", "etc/acl", topic: "secret/t");
    }

    [Theory]
    [InlineData("Plant/1/state", "upper and lower case differ: 'Plant' in the filter, 'plant' in the topic")]
    [InlineData("/plant/1/state", "the filter begins with / and the topic does not")]
    [InlineData("plant/1/state/", "the filter ends with / and the topic does not")]
    [InlineData("plant/ 1/state", "a level has blanks")]
    [InlineData("plant/+", "the filter has 2 levels and the topic 3: + stands for one level")]
    [InlineData("plant/1", "the filter has 2 levels and the topic 3: a filter matches whole topics")]
    [InlineData("plant/1/state/raw", "the filter has 4 levels and the topic 3")]
    [InlineData("plant/2/#", "level 2 is '2' in the filter and '1' in the topic")]
    [InlineData("$share/g/plant/+/States", "level 3 is 'States' in the filter and 'state' in the topic")]
    [InlineData("mill", "and none is near")]
    public void No_filter_matches(string filter, string why)
    {
        Subscribed(filter);
        Answers("None of the 1 subscriptions of 'c' matches 'plant/1/state', ", why, topic: "plant/1/state");
    }

    [Fact]
    public void A_wildcard_does_not_match_a_topic_of_the_broker()
    {
        Subscribed("#");
        Answers("None of the 1 subscriptions", "a filter that begins with a wildcard does not match topics that begin with $", topic: "$internal/t");
    }

    [Fact]
    public void Of_many_filters_the_nearest_are_named()
    {
        var client = _broker.Connect("c");
        for (var i = 0; i < 50; i++) client.Subscribe($"far/{i}");
        client.Subscribe("T");
        Answers("None of the 51 subscriptions of 'c' matches 't', the nearest: 'T', upper and lower case differ");
    }

    [Fact]
    public void The_rules_keep_it_from_it()
    {
        var client = Subscribed("t");
        client.Subscribe("other");
        _rules.Replace(Parse("topic write #\ntopic other\n"));
        _broker.Connect("p").Publish("t");
        Answers("The rules do not let 'c' read 't', though it has subscribed to 't': ", "etc/acl");
        _rules.Replace(Parse("topic #\n"));
        var later = _broker.Engine.Inspection.WhyNotDelivered("t", "c", default);
        Assert.Contains(later.Findings, one => one.Text.StartsWith("The rules of then kept a message on 't' from 'c'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_flood_that_the_rules_keep_from_it_is_one_event_a_minute()
    {
        Subscribed("#");
        _rules.Replace(Parse("topic write #\n"));
        var publisher = _broker.Connect("p");
        for (var i = 0; i < 1_000; i++) publisher.Publish($"t/{i}");
        Assert.Single(_broker.Engine.Events.OfClient("c"), one => one.Kind == Heliograph.Broker.Events.EventKind.Denied);
    }

    [Fact]
    public void It_waits_for_a_client_that_is_away()
    {
        Subscribed("t", QoS.AtLeastOnce, ConnectFields.Persistent).Lose();
        Publish("t", "other");
        var diagnosis = Answers("A message on 't' waits in the queue of 'c': the client is away since");
        Assert.DoesNotContain(diagnosis.Findings, one => one.Text.Contains("nothing on 't' waits", StringComparison.Ordinal));
    }

    [Fact]
    public void It_waits_for_acknowledgements()
    {
        Subscribed("#", QoS.AtLeastOnce, ConnectFields.Persistent.With((PropertyId.ReceiveMaximum, 1u)));
        Publish("first", "t", "t");
        Answers("2 messages on 't' wait in the queue of 'c': 1 messages are in flight and not acknowledged, as many as its Receive Maximum");
    }

    [Fact]
    public void It_is_in_flight()
    {
        Subscribed("t", QoS.ExactlyOnce);
        Publish("t");
        Answers("A message on 't' was sent to 'c', which has not answered with PUBREC yet");
    }

    [Fact]
    public void It_is_larger_than_the_client_takes()
    {
        Subscribed("t", QoS.AtLeastOnce, new ConnectFields().With((PropertyId.MaximumPacketSize, 100u)));
        _broker.Connect("p").Publish("t", new string('x', 200), QoS.AtLeastOnce, 1);
        var diagnosis = Answers("A message on 't' for 'c' was dropped at", "larger than the client's Maximum Packet Size", "Publish less at once");
        Assert.Contains(diagnosis.Findings, one => one.Text.Contains("takes packets of at most 100 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public void It_reads_too_slowly()
    {
        Use(TestBroker.Quiet with { OutgoingBytesMax = 1_000 });
        Subscribed("#").Reads = false;
        var publisher = _broker.Connect("p");
        for (var i = 0; i < 5; i++) publisher.Publish("other", new string('x', 500));
        publisher.Publish("t");
        var diagnosis = Answers("'c' reads too slowly: QoS 0 messages for it are dropped");
        Assert.Contains(diagnosis.Findings, one => one.Text.Contains("lost messages from", StringComparison.Ordinal) && one.Text.Contains("the first on 'other'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(QueueFullPolicy.Refuse, "refused with 0x97")]
    [InlineData(QueueFullPolicy.DropNewest, "new messages are dropped")]
    [InlineData(QueueFullPolicy.DropOldest, "its oldest message is dropped")]
    public void Its_queue_is_full(QueueFullPolicy policy, string words)
    {
        Use(TestBroker.Quiet with { QueuedMessagesMax = 1, QueueFull = policy });
        Subscribed("#", QoS.AtLeastOnce, ConnectFields.Persistent).Lose();
        Publish("first", "second");
        var diagnosis = Answers("The queue of 'c' is full with 1 messages", words);
        Assert.Equal(policy == QueueFullPolicy.Refuse, diagnosis.Findings.Any(one => one.Text.StartsWith("A publish of 'p' to 'second' was not taken", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_publisher_was_refused_or_is_held_for_want_of_room()
    {
        Use(TestBroker.Quiet with { QueuedMessagesMax = 1 });
        Subscribed("#", QoS.AtLeastOnce, ConnectFields.Persistent).Lose();
        Publish("first", "t");
        _broker.Connect("old", ConnectFields.V311Persistent).Publish("t", "x", QoS.AtLeastOnce, 1);
        _broker.Pass(TimeSpan.FromSeconds(1));
        var texts = _broker.Engine.Inspection.WhyNotDelivered("t", "c", default).Findings.Select(one => one.Text).ToArray();
        Assert.Single(texts, text => text.StartsWith("A publish to 't' by 'p' was not taken", StringComparison.Ordinal) && text.Contains("the queue of client 'c' is full", StringComparison.Ordinal));
        Assert.Single(texts, text => text.StartsWith("A publish to 't' by 'old' was not taken", StringComparison.Ordinal) && text.Contains("held until there is room", StringComparison.Ordinal));
    }

    [Fact]
    public void It_expired()
    {
        Subscribed("t", QoS.AtLeastOnce, ConnectFields.Persistent).Lose();
        _broker.Connect("p").Publish("t", "x", QoS.AtLeastOnce, 1, properties: (PropertyId.MessageExpiryInterval, 5u));
        _broker.Pass(TimeSpan.FromSeconds(10));
        _broker.Connect("c", ConnectFields.Persistent);
        Answers("A message on 't' for 'c' was not sent in time at", "Message Expiry Interval");
    }

    [Fact]
    public void The_publisher_was_denied()
    {
        Subscribed("t");
        _rules.Replace(Parse("topic read #\n"));
        _broker.Connect("p").Publish("t", "x", QoS.AtLeastOnce, 1);
        Answers("A publish to 't' by 'p' was denied at", "etc/acl", "lets the publisher write");
    }

    [Fact]
    public void The_publisher_was_cut_off_for_its_publish()
    {
        Use(TestBroker.Quiet with { MaximumQoS = QoS.AtLeastOnce });
        Subscribed("t");
        _broker.Connect("p").Publish("t", "x", QoS.ExactlyOnce, 1);
        var found = Assert.Single(_broker.Engine.Inspection.WhyNotDelivered("t", "c", default).Findings, one => one.Text.StartsWith("'p' was cut off", StringComparison.Ordinal));
        Assert.Contains("maximum_qos", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_topic_is_beyond_the_limits()
    {
        Use(TestBroker.Quiet with { TopicLevelsMax = 2, TopicBytesMax = 10 });
        Subscribed("#");
        Answers("Nobody can publish to the topic: it has 3 levels, and topic_levels_max is 2", topic: "a/b/c");
        Answers("Nobody can publish to the topic: it has 12 bytes, and topic_bytes_max is 10", topic: "twelve bytes");
    }

    [Fact]
    public void Nothing_is_kept_at_QoS_0_for_a_client_that_is_away()
    {
        Subscribed("t", QoS.AtLeastOnce, ConnectFields.Persistent).Lose();
        _broker.Connect("p").Publish("t");
        Answers("'c' is away since", "are not kept for a client that is away", "Publish and subscribe at QoS 1");
    }

    [Fact]
    public void It_was_away_and_it_subscribed_later()
    {
        Subscribed("t", QoS.AtLeastOnce, ConnectFields.Persistent).Lose();
        _broker.Pass(TimeSpan.FromSeconds(5));
        _broker.Connect("c", ConnectFields.Persistent).Subscribe("t");
        var findings = _broker.Engine.Inspection.WhyNotDelivered("t", "c", default).Findings;
        Assert.Contains(findings, one => one.Text.StartsWith("It was away from", StringComparison.Ordinal));
        Assert.Contains(findings, one => one.Text.StartsWith("It subscribed to 't' at", StringComparison.Ordinal));
        Assert.DoesNotContain(_broker.Engine.Inspection.WhyNotDelivered("t", "c", _broker.Now + TimeSpan.FromSeconds(1)).Findings, one => one.At is not null);
    }

    [Fact]
    public void Another_member_of_its_shared_group_got_it()
    {
        Subscribed("$share/g/t");
        Subscribed("$share/g/t", clientId: "d");
        Answers("'c' shares '$share/g/t' with 1 other member: each message goes to one of them (in turn), so another one got it");
    }

    [Fact]
    public void It_does_not_want_what_it_publishes_itself()
    {
        _broker.Connect("c").Subscribe(["t"], new SubscriptionOptions(4));
        Assert.Contains(_broker.Engine.Inspection.WhyNotDelivered("t", "c", default).Findings, one => one.Text.Contains("has No Local", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("t", 0x20, "never (Retain Handling 2)")]
    [InlineData("t", 0x10, "only when the subscription is new (Retain Handling 1)")]
    [InlineData("$share/g/t", 0, "shared subscriptions are not sent retained messages")]
    public void It_is_not_sent_retained_messages(string filter, byte options, string words)
    {
        _broker.Connect("p").Publish("t", retain: true);
        _broker.Connect("c").Subscribe([filter], new SubscriptionOptions(options));
        Assert.Contains(_broker.Engine.Inspection.WhyNotDelivered("t", "c", default).Findings, one => one.Text.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public void The_retained_store_was_full()
    {
        Use(TestBroker.Quiet with { RetainedMessagesMax = 1 });
        Subscribed("t");
        var publisher = _broker.Connect("p");
        publisher.Publish("other", retain: true);
        publisher.Publish("t", retain: true);
        Assert.Contains(_broker.Engine.Inspection.WhyNotDelivered("t", "c", default).Findings, one => one.Text.Contains("was not retained at", StringComparison.Ordinal));
    }

    [Fact]
    public void The_broker_is_short_of_memory()
    {
        Subscribed("t", QoS.AtLeastOnce, ConnectFields.Persistent);
        _broker.Engine.IsShortOfMemory = true;
        Answers("The broker is short of disk or memory");
    }

    [Fact]
    public void Nothing_is_found_and_what_was_looked_at_is_said()
    {
        Subscribed("t", QoS.AtLeastOnce);
        Answers("Nothing keeps 't' from 'c' now: it is connected, its subscription 't' matches at QoS 1, the rules allow it (etc/acl line 1", "nobody published to exactly this topic");
    }

    private Diagnosis Answers(string beginning, string part = "", string remedy = "", string topic = "t", string clientId = "c")
    {
        var diagnosis = _broker.Engine.Inspection.WhyNotDelivered(topic, clientId, default);
        Assert.StartsWith(beginning, diagnosis.Answer, StringComparison.Ordinal);
        Assert.Contains(part, diagnosis.Answer, StringComparison.Ordinal);
        if (remedy.Length > 0) Assert.Contains(remedy, diagnosis.Findings[0].Remedy, StringComparison.Ordinal);
        Assert.EndsWith(".", diagnosis.Answer, StringComparison.Ordinal);
        return diagnosis;
    }

    private void Use(BrokerOptions options) => _broker = new(options, _rules);

    private TestClient Subscribed(string filter, QoS qos = QoS.AtMostOnce, ConnectFields? fields = null, string clientId = "c")
    {
        var client = _broker.Connect(clientId, fields);
        client.Subscribe(filter, qos);
        return client;
    }

    private void Publish(params string[] topics)
    {
        var publisher = _broker.Connect("p");
        ushort id = 0;
        foreach (var topic in topics) publisher.Publish(topic, "x", QoS.ExactlyOnce, ++id);
    }

    private static AclRules Parse(string text)
    {
        Assert.True(AclRules.TryParse(text, "etc/acl", out var rules, out var errors), string.Join('\n', errors));
        return rules;
    }
}
