using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

/// <summary>Clients of different makers and versions at the same topic.</summary>
public sealed class MixedTests(RunningBroker broker)
{
    private static readonly (ClientLibrary Library, MqttVersion Version)[] Subscribers =
    [
        (ClientLibrary.MosquittoTools, MqttVersion.V31), (ClientLibrary.PahoPython, MqttVersion.V5),
        (ClientLibrary.PahoC, MqttVersion.V311), (ClientLibrary.MqttJs, MqttVersion.V5),
        (ClientLibrary.MqttNet, MqttVersion.V31),
    ];

    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_message_crosses_libraries_and_versions(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var sent = new Publication(stage.Topic("hello"), "from one to all", 2)
        {
            ContentType = version == MqttVersion.V5 ? "text/plain" : null,
        };
        foreach (var receiver in Subscribers)
        {
            await using var other = new Stage(broker, receiver.Library, receiver.Version);
            var subscriber = await other.SubscribeAsync(new Subscription(sent.Topic, 2));
            var publisher = await stage.PublisherAsync();
            await publisher.PublishAsync(sent);

            var seen = await subscriber.NextMessageAsync();
            Assert.Equal((sent.Topic, sent.Payload, 2), (seen.Topic, seen.Payload, seen.QoS));
            Assert.Equal(receiver.Version == MqttVersion.V5 ? sent.ContentType : null, seen.ContentType);
        }
    }
}
