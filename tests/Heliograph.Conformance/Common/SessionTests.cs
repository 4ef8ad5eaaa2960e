using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>What a client finds when it comes back.</summary>
public sealed class SessionTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-4", "MQTT-3.2.2-2", "MQTT-3.2.2-3", "MQTT-4.1.0-1")]
    [Normative(V5, "MQTT-3.1.2-5", "MQTT-3.1.2-6", "MQTT-3.1.2-23", "MQTT-3.2.2-3")]
    public async Task A_lasting_session_is_resumed_with_its_subscriptions(ProtocolVersion version)
    {
        var client = await ConnectAsync(Connect.Lasting(version, "s"));
        Assert.False(client.ConnAck.SessionPresent);
        await client.SubscribeAsync("a", qos: 1);
        var publisher = await ConnectAsync(version);
        for (var round = 0; round < 3; round++)
        {
            await client.DropAsync();
            await publisher.PublishAsync("a", $"while away {round}", qos: 1);
            client = await ConnectAsync(Connect.Lasting(version, "s"));
            Assert.Equal(version != V31, client.ConnAck.SessionPresent);
            await client.ReceiveAsync($"while away {round}");
            await publisher.PublishAsync("a", "live", qos: 1);
            await client.ReceiveAsync("live");
        }
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-5", "MQTT-3.2.0-1"), Normative(V5, "MQTT-3.1.2-5", "MQTT-3.2.0-1")]
    public async Task Messages_wait_for_a_lasting_session_in_order(ProtocolVersion version)
    {
        var away = await ConnectAsync(Connect.Lasting(version, "s"));
        await away.SubscribeAsync("a/#", qos: 2);
        await away.DisconnectAsync();
        var publisher = await ConnectAsync(version);
        for (var i = 0; i < 6; i++) await publisher.PublishAsync("a/b", $"{i}", qos: 1 + (i % 2));

        var back = await ConnectAsync(Connect.Lasting(version, "s"));
        for (var i = 0; i < 6; i++)
        {
            var message = await back.ReceiveAsync();
            Assert.Equal(($"{i}", 1 + (i % 2)), (message.Payload, message.QoS));
        }

        await back.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-6", "MQTT-3.2.2-1", "MQTT-3.1.4-3")]
    [Normative(V5, "MQTT-3.1.2-4", "MQTT-3.2.2-2", "MQTT-3.1.4-4")]
    public async Task A_clean_start_discards_the_session(ProtocolVersion version)
    {
        var old = await ConnectAsync(Connect.Lasting(version, "s"));
        await old.SubscribeAsync("a", qos: 1);
        await old.DisconnectAsync();
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "never seen", qos: 1);

        var clean = await ConnectAsync(new Connect(version) { ClientId = "s" });
        Assert.False(clean.ConnAck.SessionPresent);
        await publisher.PublishAsync("a", "never seen", qos: 1);
        await clean.ExpectNothingAsync();
        await clean.SubscribeAsync("a", qos: 1);
        await clean.DisconnectAsync();
        await publisher.PublishAsync("a", "never seen", qos: 1);

        var after = await ConnectAsync(Connect.Lasting(version, "s"));
        Assert.False(after.ConnAck.SessionPresent);
        await after.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.4-3", "MQTT-3.1.4-2"), Normative(V5, "MQTT-3.1.4-4", "MQTT-3.1.4-3")]
    public async Task A_takeover_resumes_or_discards_as_the_newcomer_asks(ProtocolVersion version)
    {
        var first = await ConnectAsync(Connect.Lasting(version, "s"));
        await first.SubscribeAsync("a", qos: 1);
        var second = await ConnectAsync(Connect.Lasting(version, "s"));
        Assert.Equal(version != V31, second.ConnAck.SessionPresent);
        await first.ExpectEndAsync(ReasonCode.SessionTakenOver);
        await second.PublishAsync("a", "kept", qos: 1);
        await second.ReceiveAsync("kept");

        var third = await ConnectAsync(Connect.Lasting(version, "s") with { Clean = true });
        Assert.False(third.ConnAck.SessionPresent);
        await second.ExpectEndAsync(ReasonCode.SessionTakenOver);
        await third.PublishAsync("a", "nobody's", qos: 1);
        await third.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-7")]
    public async Task Retained_messages_outlive_the_session_of_their_publisher(ProtocolVersion version)
    {
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a", "kept", qos: 1, retain: true);
        await publisher.DisconnectAsync();
        var subscriber = await SubscriberAsync(version, "a");
        await subscriber.ReceiveAsync("kept");
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.2.2-4", "MQTT-3.2.2-5"), Normative(V5, "MQTT-3.2.2-6", "MQTT-3.2.2-7")]
    public async Task A_refusal_never_says_that_a_session_is_present(ProtocolVersion version)
    {
        Setup = Setup with { OnlyBob = true };
        var connect = Connect.Lasting(version, "s") with { UserName = "bob", Password = "secret" };
        await (await ConnectAsync(connect)).DisconnectAsync();
        var refused = await SendAsync(connect with { Password = "guess" });
        await refused.ExpectRefusalAsync(version == V5 ? 0x86 : 4);
        Assert.Equal(version != V31, (await ConnectAsync(connect)).ConnAck.SessionPresent);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-4.5.0-1"), Normative(V5, "MQTT-4.5.0-1")]
    public async Task Every_matching_session_gets_the_message(ProtocolVersion version)
    {
        var subscribers = new List<RawClient>();
        for (var i = 0; i < 10; i++)
        {
            var subscriber = await ConnectAsync(Connect.Lasting(version, $"s{i}"));
            await subscriber.SubscribeAsync(i % 3 == 0 ? "a/#" : "a/b", qos: 1);
            if (i % 2 == 0) await subscriber.DisconnectAsync();
            subscribers.Add(subscriber);
        }

        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("a/b", "for all", qos: 1);
        for (var i = 0; i < 10; i++)
        {
            var subscriber = i % 2 == 0 ? await ConnectAsync(Connect.Lasting(version, $"s{i}")) : subscribers[i];
            await subscriber.ReceiveAsync("for all");
            await subscriber.ExpectNothingAsync();
        }
    }
}
