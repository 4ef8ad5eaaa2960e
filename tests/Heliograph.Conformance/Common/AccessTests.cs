using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>What a client may not do.</summary>
public sealed class AccessTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.2.2-4", "MQTT-3.2.2-5", "MQTT-3.2.2-6"), Normative(V5, "MQTT-3.1.4-2", "MQTT-3.2.2-7")]
    public async Task Missing_and_wrong_credentials_are_refused(ProtocolVersion version)
    {
        Setup = Setup with { OnlyBob = true };
        var code = version == V5 ? (int)ReasonCode.BadUserNameOrPassword : 4;
        await (await SendAsync(new Connect(version))).ExpectRefusalAsync(code);
        await (await SendAsync(new Connect(version) { UserName = "bob" })).ExpectRefusalAsync(code);
        await (await SendAsync(new Connect(version) { UserName = "bob", Password = "guess" })).ExpectRefusalAsync(code);
        await ConnectAsync(new Connect(version) { UserName = "bob", Password = "secret" });
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.2.2-6", "MQTT-3.2.2-5"), Normative(V5, "MQTT-3.1.4-2", "MQTT-3.2.2-7")]
    public async Task Connections_beyond_the_limit_are_refused(ProtocolVersion version)
    {
        Setup = Setup with { Options = Setup.Options with { ConnectionsMax = 1 } };
        await ConnectAsync(version);
        var refused = await SendAsync(new Connect(version));
        if (await refused.TryNextAsync() is not { } refusal) return;
        Assert.Equal(version == V5 ? (int)ReasonCode.ServerBusy : 3, refusal.Code);
        await refused.ExpectClosedAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.3.5-2"), Normative(V5, "MQTT-3.4.2-1", "MQTT-3.5.2-1")]
    public async Task A_denied_publish_is_acknowledged_and_goes_nowhere(ProtocolVersion version)
    {
        Setup = Setup with { DenyDenied = true };
        var watcher = await SubscriberAsync(version, "#", qos: 2);
        var publisher = await ConnectAsync(version);
        var code = version == V5 ? (int)ReasonCode.NotAuthorized : 0;
        await publisher.PublishAsync("denied/x", "0", qos: 0);
        Assert.Equal(code, (await publisher.PublishAsync("denied/x", "1", qos: 1)).Code);
        Assert.Equal(code, (await publisher.PublishAsync("denied/x", "2", qos: 2)).Code);
        await publisher.PublishAsync("allowed", "3", qos: 1);
        await watcher.ReceiveAsync("3");
    }

    [Theory, InlineData(V31), InlineData(V311)]
    [Normative(V311, "MQTT-4.8.0-2")]
    public async Task A_message_that_finds_no_room_is_not_acknowledged(ProtocolVersion version)
    {
        Setup = Setup with { Options = Setup.Options with { QueuedMessagesMax = 2 } };
        var away = await ConnectAsync(Connect.Lasting(version, "s"));
        await away.SubscribeAsync("a", qos: 1);
        await away.DisconnectAsync();
        var publisher = await ConnectAsync(version);
        for (var i = 0; i < 2; i++) await publisher.PublishAsync("a", $"{i}", qos: 1);
        await publisher.SendAsync(new Publish("a", "2") { QoS = 1, PacketId = 77 }.Encode(version));

        var back = await ConnectAsync(Connect.Lasting(version, "s"));
        Packet[] waiting = [await back.ExpectAsync(PacketType.Publish), await back.ExpectAsync(PacketType.Publish)];
        Assert.Equal(["0", "1"], waiting.Select(message => message.Payload));
        await back.ExpectNothingAsync();
        Assert.False(publisher.HasInput);

        await back.AnswerAsync(waiting[0]);
        await publisher.ExpectAsync(PacketType.PubAck, 77);
        await back.ReceiveAsync("2");
    }
}
