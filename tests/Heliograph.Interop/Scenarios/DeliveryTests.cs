using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

public sealed class DeliveryTests(RunningBroker broker)
{
    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_message_arrives_with_the_lower_of_both_qos(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var publisher = await stage.PublisherAsync();
        for (var granted = 0; granted <= 2; granted++)
        {
            var topic = stage.Topic($"granted/{granted}");
            var subscriber = await stage.SubscribeAsync(new Subscription(topic, granted));
            for (var published = 0; published <= 2; published++)
            {
                await publisher.PublishAsync(new(topic, $"sent with {published}", published));
                var message = await subscriber.NextMessageAsync();
                Assert.Equal((topic, $"sent with {published}", Math.Min(granted, published), false),
                    (message.Topic, message.Payload, message.QoS, message.Retain));
            }
        }
    }

    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_large_payload_arrives_whole(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var payload = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"{number} Größe 日光 "));
        var subscriber = await stage.SubscribeAsync(new Subscription(stage.Topic("#"), 1));
        var publisher = await stage.PublisherAsync();
        await publisher.PublishAsync(new(stage.Topic("größe/日光"), payload, 1));

        var message = await subscriber.NextMessageAsync();
        Assert.Equal(stage.Topic("größe/日光"), message.Topic);
        Assert.Equal(payload, message.Payload);
    }

    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_wildcard_covers_its_topics_and_no_others(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var subscriber = await stage.SubscribeAsync(new(stage.Topic("+/state"), 1), new(stage.Topic("all/#"), 1));
        var publisher = await stage.PublisherAsync();
        string[] covered = ["lamp/state", "all", "all/of/them", "last/state"];
        string[] others = ["lamp/state/now", "state", "al"];
        foreach (var topic in (string[])[.. covered[..^1], .. others, covered[^1]])
            await publisher.PublishAsync(new(stage.Topic(topic), "x", 1));

        foreach (var topic in covered) Assert.Equal(stage.Topic(topic), (await subscriber.NextMessageAsync()).Topic);
    }
}
