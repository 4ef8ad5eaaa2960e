using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>
/// Reason codes, given and taken. <see cref="BrokerRules"/> holds the list of each packet type and checks every packet
/// that any test receives.
/// </summary>
public sealed class ReasonCodeTests : ConformanceTests
{
    [Theory, InlineData(1), InlineData(2)]
    [Normative(V5, "MQTT-3.4.2-1", "MQTT-3.5.2-1")]
    public async Task A_publish_without_a_subscriber_says_so(int qos)
    {
        var client = await ConnectAsync(V5);
        Assert.Equal(0x10, (await client.PublishAsync("a", "x", qos)).Code);
        await client.SubscribeAsync("a");
        Assert.Equal(0x00, (await client.PublishAsync("a", "x", qos)).Code);
    }

    [Fact, Normative(V5, "MQTT-4.3.3-9")]
    public async Task After_a_refused_publish_its_id_is_free()
    {
        Setup = Setup with { DenyDenied = true };
        var subscriber = await SubscriberAsync(V5, "a", qos: 2);
        var client = await ConnectAsync(V5);
        await client.SendAsync(new Publish("denied", "x") { QoS = 2, PacketId = 9 }.Encode(V5));
        Assert.Equal(0x87, (await client.ExpectAsync(PacketType.PubRec, 9)).Code);
        Assert.Equal(0x00, (await client.PublishAsync(new Publish("a", "x") { QoS = 2, PacketId = 9 })).Code);
        await subscriber.ReceiveAsync("x");
    }

    [Fact, Normative(V5, "MQTT-4.3.3-4", "MQTT-4.4.0-2")]
    public async Task A_refused_delivery_is_over()
    {
        var subscriber = await ConnectAsync(Connect.Lasting(V5, "s"));
        await subscriber.SubscribeAsync("a", qos: 2);
        var publisher = await ConnectAsync(V5);
        foreach (var qos in new[] { 1, 2 })
        {
            await publisher.PublishAsync("a", "x", qos);
            var message = await subscriber.ExpectAsync(PacketType.Publish);
            await subscriber.AnswerAsync(message, ReasonCode.UnspecifiedError);
            await subscriber.ExpectNothingAsync();
        }

        await subscriber.DropAsync();
        await (await ConnectAsync(Connect.Lasting(V5, "s"))).ExpectNothingAsync();
    }

    [Fact, Normative(V5, "MQTT-4.3.3-4", "MQTT-3.6.2-1")]
    public async Task A_delivery_nobody_wanted_is_still_released()
    {
        var subscriber = await SubscriberAsync(V5, "a", qos: 2);
        await (await ConnectAsync(V5)).PublishAsync("a", "x", qos: 2);
        var message = await subscriber.ExpectAsync(PacketType.Publish);
        await subscriber.AnswerAsync(message, ReasonCode.NoMatchingSubscribers);
        Assert.Equal(0x00, (await subscriber.ExpectAsync(PacketType.PubRel, message.PacketId)).Code);
    }

    [Fact, Normative(V5, "MQTT-3.6.2-1", "MQTT-3.7.2-1")]
    public async Task An_id_nobody_knows_is_named()
    {
        var client = await ConnectAsync(V5);
        await client.AcknowledgeAsync(PacketType.PubRel, 99);
        Assert.Equal(0x92, (await client.ExpectAsync(PacketType.PubComp, 99)).Code);
        await client.AcknowledgeAsync(PacketType.PubRec, 99);
        Assert.Equal(0x92, (await client.ExpectAsync(PacketType.PubRel, 99)).Code);
    }

    [Theory]
    [InlineData("40 03 0001 03"), InlineData("50 03 0001 03"), InlineData("62 03 0001 01"), InlineData("70 03 0001 10")]
    [InlineData("E0 01 03"), InlineData("E0 01 8E")]
    [Normative(V5, "MQTT-3.4.2-1", "MQTT-3.5.2-1", "MQTT-3.6.2-1", "MQTT-3.7.2-1", "MQTT-3.14.2-1")]
    public async Task A_code_that_does_not_belong_to_its_packet_ends_the_connection(string hex)
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(hex);
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.MalformedPacket);
    }

    [Fact, Normative(V5, "MQTT-3.2.2-8", "MQTT-3.14.2-1", "MQTT-3.14.0-1")]
    public async Task Refusals_use_the_codes_of_their_packet()
    {
        var options = Setup.Options with { RetainAvailable = false, ClientIdBytesMax = 30 };
        Setup = Setup with { OnlyBob = true, Options = options };
        var bob = new Connect(V5) { UserName = "bob", Password = "secret" };
        var refusals = new Dictionary<Connect, int>
        {
            [bob with { Password = "guess" }] = 0x86,
            [bob with { ClientId = new string('x', 31) }] = 0x85,
            [bob with { Flags = 0xC3 }] = 0x81,
            [bob with { Will = new Will("a/#", "x") }] = 0x90,
            [bob with { Will = new Will("a", "x") { Retain = true } }] = 0x9A,
            [bob with { Properties = [Property.Text(PropertyId.AuthenticationMethod, "NOPE")] }] = 0x8C,
        };
        foreach (var (connect, code) in refusals) await (await SendAsync(connect)).ExpectRefusalAsync(code);
    }

    [Theory, InlineData(0), InlineData(1)]
    [Normative(V5, "MQTT-3.1.2-29")]
    public async Task Reason_strings_are_kept_back_on_request(int wanted)
    {
        Setup = Setup with { DenyDenied = true };
        var client = await ConnectAsync(new Connect(V5)
        {
            Properties = [Property.Byte(PropertyId.RequestProblemInformation, wanted)],
        });
        Packet[] answers =
        [
            await client.SubscribeAsync("denied"),
            await client.UnsubscribeAsync("never subscribed"),
            await client.PublishAsync("denied", "x", qos: 1),
            await client.PublishAsync("denied", "x", qos: 2),
        ];
        Assert.Equal([0x87, 0x11, 0x87, 0x87], answers.Select(answer => answer.Code));
        if (wanted == 0) Assert.All(answers, answer => Assert.Empty(answer.Properties));
    }

    [Fact, Normative(V5, "MQTT-4.13.2-1", "MQTT-3.14.4-1")]
    public async Task A_connection_ends_even_if_its_client_reads_nothing()
    {
        var watcher = await SubscriberAsync(V5, "will");
        var deaf = await ConnectAsync(new Connect(V5) { Will = new Will("will", "gone") });
        await deaf.SubscribeAsync("a");
        var publisher = await ConnectAsync(V5);
        var payload = new string('x', 500_000);
        for (var i = 0; i < 20; i++) await publisher.PublishAsync("a", payload);
        await deaf.SendAsync("C1 00");
        await watcher.ReceiveAsync("gone");
    }
}
