using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

public sealed class WillTests(RunningBroker broker)
{
    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_lost_connection_publishes_the_will(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var topic = stage.Topic("gone");
        var watcher = await stage.SubscribeAsync(new Subscription(topic, 2));
        var request = stage.Request("mortal") with { Will = new(topic, "farewell", 2, Retain: true) };
        var mortal = await stage.ConnectAsync(request, new Subscription(stage.Topic("other"), 0));
        mortal.Drop();

        var will = await watcher.NextMessageAsync();
        Assert.Equal((topic, "farewell", 2, false), (will.Topic, will.Payload, will.QoS, will.Retain));
        var later = await stage.SubscribeAsync(new Subscription(topic, 2));
        Assert.True((await later.NextMessageAsync()).Retain);
        await (await stage.PublisherAsync()).PublishAsync(new(topic, "", 1, Retain: true));
    }

    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_disconnect_discards_the_will(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var topic = stage.Topic("gone");
        var watcher = await stage.SubscribeAsync(new Subscription(topic, 1));
        var request = stage.Request("polite") with { Will = new(topic, "farewell", 1) };
        var polite = await stage.ConnectAsync(request, new Subscription(stage.Topic("other"), 0));
        await polite.DisconnectAsync();
        // The same client id again: once the broker accepts it, nothing of the first connection is left to be done.
        await stage.ConnectAsync(stage.Request("polite"), new Subscription(stage.Topic("other"), 0));
        await (await stage.PublisherAsync()).PublishAsync(new(topic, "fence", 1));

        // When it is ended, mosquitto_sub leaves with reason code 0x04 in 5.0: "Disconnect with Will Message".
        if (library == ClientLibrary.MosquittoTools && version == MqttVersion.V5)
            Assert.Equal("farewell", (await watcher.NextMessageAsync()).Payload);
        Assert.Equal("fence", (await watcher.NextMessageAsync()).Payload);
    }

    [Theory, MemberData(nameof(Matrix.Version5), MemberType = typeof(Matrix))]
    public async Task A_will_carries_its_properties(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var topic = stage.Topic("gone");
        var watcher = await stage.SubscribeAsync(new Subscription(topic, 1));
        var will = new Publication(topic, "farewell", 1)
        {
            ContentType = "text/plain",
            UserProperties = ["why:power", "at:noon"],
        };
        var mortal = await stage.ConnectAsync(
            stage.Request("mortal") with { Will = will }, new Subscription(stage.Topic("other"), 0));
        mortal.Drop();

        var message = await watcher.NextMessageAsync();
        Assert.Equal("farewell", message.Payload);
        Assert.Equal(will.ContentType, message.ContentType);
        Assert.Equal(will.UserProperties, message.UserProperties);
    }
}
