using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>Text fields: UTF-8 and nothing else.</summary>
public sealed class TextTests : ConformanceTests
{
    private const string SurrogateHalf = "61 EDA080";
    private const string TooLongForm = "61 C080";
    private const string NeverInUtf8 = "FF";
    private const string BrokenOff = "C3 28";
    private const string NullCharacter = "61 00 62";

    public static MatrixTheoryData<ProtocolVersion, string> IllFormed { get; } =
        new([V311, V5], [SurrogateHalf, TooLongForm, NeverInUtf8, BrokenOff, NullCharacter]);

    [Theory, MemberData(nameof(IllFormed))]
    [Normative(V311, "MQTT-1.5.3-1", "MQTT-1.5.3-2", "MQTT-3.1.3-4")]
    [Normative(V5, "MQTT-1.5.4-1", "MQTT-1.5.4-2", "MQTT-3.1.3-4")]
    public async Task Ill_formed_client_id_is_refused(ProtocolVersion version, string hex)
    {
        var client = await SendAsync(new Connect(version) { ClientId = Octets.Hex(hex) });
        await client.ExpectMalformedConnectAsync();
    }

    [Theory, MemberData(nameof(IllFormed))]
    [Normative(V311, "MQTT-3.1.3-10"), Normative(V5, "MQTT-3.1.3-11")]
    public async Task Ill_formed_will_topic_is_refused(ProtocolVersion version, string hex)
    {
        var client = await SendAsync(new Connect(version) { Will = new Will(Octets.Hex(hex), "gone") });
        await client.ExpectMalformedConnectAsync();
    }

    [Theory, MemberData(nameof(IllFormed))]
    [Normative(V311, "MQTT-3.1.3-11"), Normative(V5, "MQTT-3.1.3-12")]
    public async Task Ill_formed_user_name_is_refused(ProtocolVersion version, string hex)
    {
        var client = await SendAsync(new Connect(version) { UserName = Octets.Hex(hex) });
        await client.ExpectMalformedConnectAsync();
    }

    [Theory, MemberData(nameof(IllFormed))]
    [Normative(V311, "MQTT-1.5.3-1", "MQTT-1.5.3-2", "MQTT-3.3.2-1", "MQTT-4.7.3-2")]
    [Normative(V5, "MQTT-1.5.4-1", "MQTT-1.5.4-2", "MQTT-3.3.2-1", "MQTT-4.7.3-2")]
    public async Task Ill_formed_topic_name_ends_the_connection(ProtocolVersion version, string hex)
    {
        var watcher = await SubscriberAsync(version, "#");
        var client = await ConnectAsync(version);
        await client.SendAsync(new Publish(Octets.Hex(hex), "x").Encode(version));
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
        await watcher.ExpectNothingAsync();
    }

    [Theory, MemberData(nameof(IllFormed))]
    [Normative(V311, "MQTT-1.5.3-1", "MQTT-1.5.3-2", "MQTT-3.8.3-1", "MQTT-4.7.3-2")]
    [Normative(V5, "MQTT-1.5.4-1", "MQTT-1.5.4-2", "MQTT-3.8.3-1", "MQTT-4.7.3-2")]
    public async Task Ill_formed_filter_in_subscribe_ends_the_connection(ProtocolVersion version, string hex)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(client.EncodeSubscribe(1, [new Subscription(Octets.Hex(hex))]));
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    [Theory, MemberData(nameof(IllFormed))]
    [Normative(V311, "MQTT-3.10.3-1"), Normative(V5, "MQTT-3.10.3-1")]
    public async Task Ill_formed_filter_in_unsubscribe_ends_the_connection(ProtocolVersion version, string hex)
    {
        var client = await ConnectAsync(version);
        await client.SendAsync(client.EncodeUnsubscribe(1, Octets.Hex(hex)));
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData("82 05 00 01 00 09 61")]    // SUBSCRIBE: nine bytes of filter announced, one there
    [InlineData("A2 05 00 01 00 09 61")]    // UNSUBSCRIBE likewise
    [InlineData("30 04 00 09 61 61")]       // PUBLISH likewise
    [Normative(V311, "MQTT-3.3.2-1", "MQTT-3.10.3-1")]
    public async Task Text_longer_than_its_packet_ends_the_connection(string hex)
    {
        var client = await ConnectAsync(V311);
        await client.SendAsync(hex);
        await client.ExpectClosedAsync();
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-1.5.3-3"), Normative(V5, "MQTT-1.5.4-3")]
    public async Task A_byte_order_mark_is_a_character_like_any_other(ProtocolVersion version)
    {
        var subscriber = await SubscriberAsync(version, "\uFEFFx");
        var publisher = await ConnectAsync(version);
        await publisher.PublishAsync("x", "without");
        await publisher.PublishAsync("\uFEFFx", "with");

        var message = await subscriber.ReceiveAsync();
        Assert.Equal("with", message.Payload);
        Assert.Equal(Octets.Hex("EF BB BF 78").Value, message.TopicBytes);
        await subscriber.ExpectNothingAsync();
    }
}
