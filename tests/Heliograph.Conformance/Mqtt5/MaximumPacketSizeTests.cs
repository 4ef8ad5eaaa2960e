using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>Maximum Packet Size. <see cref="RawClient"/> fails when the broker sends a larger packet.</summary>
public sealed class MaximumPacketSizeTests : ConformanceTests
{
    private const int Limit = 60;

    private static readonly Connect _small = new(V5) { Properties = [Property.MaximumPacketSize(Limit)] };

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    [Normative(V5, "MQTT-3.1.2-24", "MQTT-3.1.2-25")]
    public async Task A_message_too_large_for_a_client_is_passed_over(int qos)
    {
        var connect = Connect.Lasting(V5, "s") with
        {
            Properties = [Property.MaximumPacketSize(100), Property.ReceiveMaximum(1)],
        };
        var client = await ConnectAsync(connect);
        await client.SubscribeAsync("a", qos);
        var publisher = await ConnectAsync(V5);
        foreach (var bytes in new[] { 50, 200, 50 }) await publisher.PublishAsync("a", new string('x', bytes), qos);
        for (var i = 0; i < 2; i++) Assert.Equal(50, (await client.ReceiveAsync()).Payload.Length);
        await client.ExpectNothingAsync();
        await client.DropAsync();
        await (await ConnectAsync(connect)).ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-3.2.2-15")]
    public async Task A_packet_too_large_for_the_broker_ends_the_connection()
    {
        Setup = Setup with { Options = Setup.Options with { PacketBytesMax = 1_000 } };
        var client = await ConnectAsync(V5);
        Assert.Equal(1_000, client.ConnAck.Number(PropertyId.MaximumPacketSize));
        await client.PublishAsync("a", new string('x', 1_000 - 7));
        await client.SendAsync(new Publish("a", new string('x', 1_000 - 6)).Encode(V5));
        await client.ExpectEndAsync(ReasonCode.PacketTooLarge);
    }

    [Fact, Normative(V5, "MQTT-3.2.2-19", "MQTT-3.2.2-20")]
    public async Task Connack_stays_within_the_limit()
    {
        Setup = Setup with { OnlyBob = true };
        const int Code = (int)ReasonCode.BadUserNameOrPassword;
        var explained = await (await SendAsync(new Connect(V5))).ExpectRefusalAsync(Code);
        Assert.True(explained.Has(PropertyId.ReasonString));
        var refusal = await (await SendAsync(JustTooSmallFor(explained))).ExpectRefusalAsync(Code);
        Assert.Empty(refusal.Properties);
    }

    [Fact, Normative(V5, "MQTT-3.1.2-24")]
    public async Task A_client_that_cannot_take_its_connack_is_refused()
    {
        var client = await SendAsync(new Connect(V5) { Properties = [Property.MaximumPacketSize(10)] });
        await client.ExpectRefusalAsync((int)ReasonCode.PacketTooLarge);
        client = await SendAsync(new Connect(V5) { Properties = [Property.MaximumPacketSize(4)] });
        await client.ExpectClosedAsync();
    }

    [Fact, Normative(V5, "MQTT-3.1.2-24")]
    public async Task An_answer_that_cannot_fit_ends_the_connection()
    {
        var filters = Enumerable.Range(0, Limit).Select(i => $"{i}").ToList();
        var client = await ConnectAsync(_small with { ClientId = "a" });
        await client.SendAsync(client.EncodeSubscribe(1, filters.Select(filter => new Subscription((Octets)filter))));
        await client.ExpectEndAsync(ReasonCode.PacketTooLarge);
        client = await ConnectAsync(_small with { ClientId = "b" });
        await client.SendAsync(client.EncodeUnsubscribe(1, [.. filters.Select(filter => (Octets)filter)]));
        await client.ExpectEndAsync(ReasonCode.PacketTooLarge);
    }

    [Theory, InlineData(1), InlineData(2)]
    [Normative(V5, "MQTT-3.4.2-2", "MQTT-3.4.2-3", "MQTT-3.5.2-2", "MQTT-3.5.2-3")]
    public async Task Puback_and_pubrec_stay_within_the_limit(int qos)
    {
        Setup = Setup with { DenyDenied = true };
        var client = await ConnectAsync(_small);
        Assert.Equal(0x87, (await client.PublishAsync("denied", "x", qos)).Code);
    }

    [Fact, Normative(V5, "MQTT-3.6.2-2", "MQTT-3.6.2-3", "MQTT-3.7.2-2", "MQTT-3.7.2-3")]
    public async Task Pubrel_and_pubcomp_stay_within_the_limit()
    {
        var client = await ConnectAsync(_small);
        await client.AcknowledgeAsync(PacketType.PubRel, 99);
        Assert.Equal(0x92, (await client.ExpectAsync(PacketType.PubComp, 99)).Code);
        await client.AcknowledgeAsync(PacketType.PubRec, 99);
        Assert.Equal(0x92, (await client.ExpectAsync(PacketType.PubRel, 99)).Code);
    }

    [Fact, Normative(V5, "MQTT-3.9.2-1", "MQTT-3.9.2-2", "MQTT-3.11.2-1", "MQTT-3.11.2-2")]
    public async Task Suback_and_unsuback_stay_within_the_limit()
    {
        Setup = Setup with { DenyDenied = true };
        var client = await ConnectAsync(_small);
        Assert.Equal([0x87], (await client.SubscribeAsync("denied")).Codes);
        Assert.Equal([0x11], (await client.UnsubscribeAsync("never subscribed")).Codes);
    }

    [Fact, Normative(V5, "MQTT-3.14.2-3", "MQTT-3.14.2-4")]
    public async Task Disconnect_stays_within_the_limit()
    {
        var explained = await ViolateAsync(new Connect(V5));
        Assert.True(explained.Has(PropertyId.ReasonString));
        Assert.Empty((await ViolateAsync(JustTooSmallFor(explained))).Properties);

        async Task<Packet> ViolateAsync(Connect connect)
        {
            var client = await ConnectAsync(connect);
            await client.SendAsync(new Publish("#", "x").Encode(V5));
            return (await client.ExpectEndAsync(ReasonCode.TopicNameInvalid))!;
        }
    }

    [Fact, Normative(V5, "MQTT-3.15.2-2", "MQTT-3.15.2-3")]
    public async Task Auth_stays_within_the_limit()
    {
        Setup = Setup with { Echo = true };
        var method = Property.Text(PropertyId.AuthenticationMethod, "ECHO");
        var client = await SendAsync(_small with { Properties = [.. _small.Properties, method] });
        Assert.Equal(0x18, (await client.ExpectAsync(PacketType.Auth)).Code);
        client = await SendAsync(new Connect(V5) { Properties = [Property.MaximumPacketSize(15), method] });
        await client.ExpectRefusalAsync((int)ReasonCode.PacketTooLarge);
    }

    /// <summary>A client that cannot take this packet by one byte.</summary>
    private static Connect JustTooSmallFor(Packet packet) =>
        new(V5) { Properties = [Property.MaximumPacketSize((uint)packet.Bytes.Length - 1)] };
}
