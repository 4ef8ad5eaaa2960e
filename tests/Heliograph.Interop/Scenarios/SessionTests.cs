using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

public sealed class SessionTests(RunningBroker broker)
{
    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_persistent_session_receives_what_was_published_while_it_was_away(
        ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var subscription = new Subscription(stage.Topic("news"), 2);
        var first = await stage.ConnectAsync(stage.PersistentRequest("reader"), subscription);
        await first.DisconnectAsync();
        var publisher = await stage.PublisherAsync();
        for (var number = 1; number <= 6; number++)
            await publisher.PublishAsync(new(subscription.Filter, $"{number}", QoS(number)));

        var second = await stage.OpenAsync();
        var answer = await second.ConnectAsync(stage.PersistentRequest("reader"), Resumed(library, subscription));
        Assert.Equal(0, answer.Reason);
        // CONNACK of 3.1 has no such flag.
        if (answer.SessionPresent is { } present) Assert.Equal(version != MqttVersion.V31, present);
        for (var number = 1; number <= 6; number++)
        {
            var message = await second.NextMessageAsync();
            Assert.Equal(($"{number}", QoS(number)), (message.Payload, message.QoS));
        }
        await publisher.PublishAsync(new(subscription.Filter, "live", 1));
        Assert.Equal("live", (await second.NextMessageAsync()).Payload);
        await second.DisconnectAsync();
        await stage.ConnectAsync(stage.Request("reader"), new Subscription(stage.Topic("other"), 0));
    }

    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public async Task A_clean_start_forgets_the_session(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var subscription = new Subscription(stage.Topic("news"), 1);
        var first = await stage.ConnectAsync(stage.PersistentRequest("reader"), subscription);
        await first.DisconnectAsync();
        var publisher = await stage.PublisherAsync();
        await publisher.PublishAsync(new(subscription.Filter, "forgotten", 1));

        var second = await stage.OpenAsync();
        var answer = await second.ConnectAsync(stage.Request("reader"), subscription);
        Assert.NotEqual(true, answer.SessionPresent);
        await publisher.PublishAsync(new(subscription.Filter, "fence", 1));
        Assert.Equal("fence", (await second.NextMessageAsync()).Payload);
    }

    [Theory, MemberData(nameof(Matrix.Version5Libraries), MemberType = typeof(Matrix))]
    public async Task A_taken_over_client_is_told_why(ClientLibrary library)
    {
        await using var stage = new Stage(broker, library, MqttVersion.V5);
        var subscription = new Subscription(stage.Topic("news"), 1);
        var first = await stage.ConnectAsync(stage.Request("twin"), subscription);
        var second = await stage.ConnectAsync(stage.Request("twin"), subscription);

        Assert.Equal(0x8E, await first.DisconnectedAsync());
        await (await stage.PublisherAsync()).PublishAsync(new(subscription.Filter, "for the second", 1));
        Assert.Equal("for the second", (await second.NextMessageAsync()).Payload);
    }

    [Theory, MemberData(nameof(Matrix.Version5), MemberType = typeof(Matrix))]
    public async Task A_stopping_broker_says_so(ClientLibrary library)
    {
        await using var own = new RunningBroker();
        await own.InitializeAsync();
        await using var stage = new Stage(own, library, MqttVersion.V5);
        var client = await stage.SubscribeAsync(new Subscription(stage.Topic("news"), 1));
        await own.StopAsync();

        Assert.Equal(0x8B, await client.DisconnectedAsync());
    }

    // The lower first: a client shows a message of QoS 2 only after a second exchange, so that of QoS 1 overtakes it
    // there.
    private static int QoS(int number) => number <= 3 ? 1 : 2;

    // mosquitto_sub cannot connect without subscribing; the others show that the subscription itself was kept.
    private static Subscription[] Resumed(ClientLibrary library, Subscription subscription) =>
        library == ClientLibrary.MosquittoTools ? [subscription] : [];
}
