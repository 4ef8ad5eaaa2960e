using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

/// <summary>What only 5.0 has.</summary>
public sealed class PropertiesTests(RunningBroker broker)
{
    [Theory, MemberData(nameof(Matrix.Version5), MemberType = typeof(Matrix))]
    public async Task Properties_arrive_as_they_were_sent(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var sent = new Publication(stage.Topic("ask"), "{\"größe\":1}", 1)
        {
            ContentType = "application/json",
            ResponseTopic = stage.Topic("answer"),
            CorrelationData = "question-1",
            IsUtf8 = true,
            // Neither sorted nor unique. Equal names stand together, since MQTT.js shows them as one list.
            UserProperties = ["b:2", "a:1", "a:3", "größe:日光"],
        };
        var subscriber = await stage.SubscribeAsync(new Subscription(sent.Topic, 1));
        await (await stage.PublisherAsync()).PublishAsync(sent);

        var seen = await subscriber.NextMessageAsync();
        Assert.Equal(sent.Payload, seen.Payload);
        Assert.Equal((sent.ContentType, sent.ResponseTopic, sent.CorrelationData, 1),
            (seen.ContentType, seen.ResponseTopic, seen.CorrelationData, seen.PayloadFormat));
        Assert.Equal(sent.UserProperties, seen.UserProperties);
        Assert.Null(seen.MessageExpiry);
        Assert.Empty(seen.SubscriptionIds);
    }

    [Theory, MemberData(nameof(Matrix.Version5), MemberType = typeof(Matrix))]
    public async Task A_topic_alias_stands_for_the_topic(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var subscriber = await stage.SubscribeAsync(new Subscription(stage.Topic("#"), 1));
        var publisher = await stage.PublisherAsync();
        await publisher.PublishAsync(new(stage.Topic("long/name"), "tick", 1) { TopicAlias = 1, Times = 3 });

        for (var received = 0; received < 3; received++)
        {
            var message = await subscriber.NextMessageAsync();
            Assert.Equal((stage.Topic("long/name"), "tick"), (message.Topic, message.Payload));
        }
    }

    // Not with QoS 2: MQTT.js forgets the topic of a message that it holds back until PUBREL.
    [Theory, InlineData(0), InlineData(1)]
    public async Task MqttJs_understands_the_aliases_of_the_broker(int qos)
    {
        await using var stage = new Stage(broker, ClientLibrary.MqttJs, MqttVersion.V5);
        var request = stage.Request("reader") with { TopicAliasMaximum = 2 };
        var subscriber = await stage.ConnectAsync(request, new Subscription(stage.Topic("#"), qos));
        var publisher = await stage.PublisherAsync();
        string[] topics = ["a", "b", "c", "a", "b", "c"];
        foreach (var topic in topics) await publisher.PublishAsync(new(stage.Topic(topic), "tick", qos));

        foreach (var topic in topics) Assert.Equal(stage.Topic(topic), (await subscriber.NextMessageAsync()).Topic);
    }

    [Theory, MemberData(nameof(Matrix.Version5), MemberType = typeof(Matrix))]
    public async Task Expiry_counts_down_while_the_message_waits(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var subscription = new Subscription(stage.Topic("news"), 1);
        var first = await stage.ConnectAsync(stage.PersistentRequest("reader"), subscription);
        await first.DisconnectAsync();
        var publisher = await stage.PublisherAsync();
        await publisher.PublishAsync(new(subscription.Filter, "fresh", 1) { MessageExpirySeconds = 500 });

        var last = stage.PersistentRequest("reader") with { SessionExpirySeconds = 0 };
        var second = await stage.ConnectAsync(last, subscription);
        var message = await second.NextMessageAsync();
        Assert.Equal("fresh", message.Payload);
        Assert.InRange(message.MessageExpiry ?? 0, 500u - (uint)Patience.Limit.TotalSeconds, 500u);
    }

    [Theory, MemberData(nameof(Matrix.Version5), MemberType = typeof(Matrix))]
    public async Task A_message_names_the_subscription_it_came_for(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var topic = stage.Topic("lamp");
        var subscriber = await stage.SubscribeAsync(new Subscription(topic, 1) { Identifier = 268_435_455 });
        await (await stage.PublisherAsync()).PublishAsync(new(topic, "on", 1));

        Assert.Equal([268_435_455u], (await subscriber.NextMessageAsync()).SubscriptionIds);
    }

    [Theory, MemberData(nameof(Matrix.Version5Libraries), MemberType = typeof(Matrix))]
    public async Task Overlapping_subscriptions_give_one_message_with_both_identifiers(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var subscriber = await stage.SubscribeAsync(
            new(stage.Topic("+"), 0) { Identifier = 3 }, new(stage.Topic("lamp"), 2) { Identifier = 4 });
        var publisher = await stage.PublisherAsync();
        await publisher.PublishAsync(new(stage.Topic("lamp"), "on", 2));
        await publisher.PublishAsync(new(stage.Topic("lamp"), "fence", 2));

        var message = await subscriber.NextMessageAsync();
        Assert.Equal(("on", 2), (message.Payload, message.QoS));
        Assert.Equal([3u, 4u], message.SubscriptionIds.Order());
        Assert.Equal("fence", (await subscriber.NextMessageAsync()).Payload);
    }

    [Theory, MemberData(nameof(Matrix.Version5Libraries), MemberType = typeof(Matrix))]
    public async Task No_local_keeps_a_client_from_hearing_itself(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var topic = stage.Topic("room");
        var talker = await stage.SubscribeAsync(new Subscription(topic, 1) { NoLocal = true });
        await talker.PublishAsync(new(topic, "own", 1));
        await (await stage.PublisherAsync()).PublishAsync(new(topic, "fence", 1));

        Assert.Equal("fence", (await talker.NextMessageAsync()).Payload);
    }

    [Theory, MemberData(nameof(Matrix.Version5Libraries), MemberType = typeof(Matrix))]
    public async Task Retain_options_decide_what_a_subscriber_sees(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var topic = stage.Topic("lamp");
        var publisher = await stage.PublisherAsync();
        await publisher.PublishAsync(new(topic, "old", 1, Retain: true));
        var plain = await stage.SubscribeAsync(new Subscription(topic, 1));
        var keeps = await stage.SubscribeAsync(
            new Subscription(topic, 1) { RetainAsPublished = true, RetainHandling = 2 });
        await publisher.PublishAsync(new(topic, "new", 1, Retain: true));

        Assert.Equal(("old", true), Seen(await plain.NextMessageAsync()));
        Assert.Equal(("new", false), Seen(await plain.NextMessageAsync()));
        Assert.Equal(("new", true), Seen(await keeps.NextMessageAsync()));
        await publisher.PublishAsync(new(topic, "", 1, Retain: true));
    }

    private static (string Payload, bool Retain) Seen(ReceivedMessage message) => (message.Payload, message.Retain);
}
