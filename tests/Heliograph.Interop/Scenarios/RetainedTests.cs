using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

public sealed class RetainedTests(RunningBroker broker)
{
    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_retained_message_reaches_later_subscribers_with_the_flag_and_present_ones_without(
        ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var topic = stage.Topic("lamp");
        var present = await stage.SubscribeAsync(new Subscription(topic, 1));
        var publisher = await stage.PublisherAsync();
        await publisher.PublishAsync(new(topic, "on", 1, Retain: true));
        var later = await stage.SubscribeAsync(new Subscription(topic, 1));

        Assert.Equal((topic, "on", 1, false), Seen(await present.NextMessageAsync()));
        Assert.Equal((topic, "on", 1, true), Seen(await later.NextMessageAsync()));
        await publisher.PublishAsync(new(topic, "", 1, Retain: true));
    }

    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task An_empty_retained_message_clears_the_topic(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var topic = stage.Topic("lamp");
        var present = await stage.SubscribeAsync(new Subscription(topic, 1));
        var publisher = await stage.PublisherAsync();
        await publisher.PublishAsync(new(topic, "on", 1, Retain: true));
        await publisher.PublishAsync(new(topic, "", 1, Retain: true));
        var later = await stage.SubscribeAsync(new Subscription(topic, 1));
        await publisher.PublishAsync(new(topic, "fence", 1));

        Assert.Equal("on", (await present.NextMessageAsync()).Payload);
        Assert.Equal((topic, "", 1, false), Seen(await present.NextMessageAsync()));
        Assert.Equal("fence", (await later.NextMessageAsync()).Payload);
    }

    private static (string Topic, string Payload, int QoS, bool Retain) Seen(ReceivedMessage message) =>
        (message.Topic, message.Payload, message.QoS, message.Retain);
}
