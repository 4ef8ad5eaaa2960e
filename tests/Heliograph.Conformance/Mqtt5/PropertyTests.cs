using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Mqtt5;

/// <summary>Properties of a message reach every subscriber as they were sent; broken ones reach nobody.</summary>
public sealed class PropertyTests : ConformanceTests
{
    private static readonly Property[] _properties =
    [
        Property.Byte(PropertyId.PayloadFormatIndicator, 1),
        Property.Text(PropertyId.ContentType, "text/plain"),
        Property.Text(PropertyId.ResponseTopic, "answers/\uFEFF1"),
        Property.Text(PropertyId.CorrelationData, Octets.Hex("00 01 FF")),
        .. Enumerable.Range(0, 20).Select(i => Property.User(i % 4 == 0 ? "" : $"k{i % 3}", i % 5 == 0 ? "" : $"{i}")),
    ];

    [Fact]
    [Normative(V5, "MQTT-3.3.2-4", "MQTT-3.3.2-15", "MQTT-3.3.2-16", "MQTT-3.3.2-20")]
    [Normative(V5, "MQTT-3.3.2-17", "MQTT-3.3.2-18", "MQTT-1.5.4-3")]
    public async Task Every_subscriber_sees_the_properties_of_the_publisher()
    {
        var away = await ConnectAsync(Connect.Lasting(V5, "s"));
        await away.SubscribeAsync("a", qos: 1);
        await away.DisconnectAsync();
        var live = await SubscriberAsync(V5, "a");
        var publisher = await ConnectAsync(V5);
        await publisher.PublishAsync(new Publish("a", "x") { QoS = 1, Retain = true, Properties = _properties });

        AssertUnchanged(await live.ReceiveAsync());
        AssertUnchanged(await (await ConnectAsync(Connect.Lasting(V5, "s"))).ReceiveAsync());
        AssertUnchanged(await (await SubscriberAsync(V5, "a")).ReceiveAsync());
    }

    [Fact, Normative(V5, "MQTT-3.1.3-10", "MQTT-3.3.2-18")]
    public async Task A_will_is_published_with_its_properties_in_order()
    {
        var watcher = await SubscriberAsync(V5, "will");
        var will = new Will("will", "gone") { Properties = _properties };
        var client = await ConnectAsync(new Connect(V5) { Will = will });
        await client.DropAsync();
        AssertUnchanged(await watcher.ReceiveAsync());
    }

    [Fact, Normative(V5, "MQTT-3.3.2-4", "MQTT-3.3.2-16")]
    public async Task What_was_absent_or_empty_stays_so()
    {
        var client = await SubscriberAsync(V5, "a");
        await client.PublishAsync("a");
        Assert.Empty((await client.ReceiveAsync()).Properties);
        Property[] empty = [Property.Text(PropertyId.CorrelationData, "")];
        await client.PublishAsync(new Publish("a", "") { Properties = empty });
        Assert.Equal("", (await client.ReceiveAsync()).Text(PropertyId.CorrelationData));
    }

    [Theory]
    [InlineData("26 0002 C328 0001 61")]    // user property: name
    [InlineData("26 0001 61 0001 FF")]      // user property: value
    [InlineData("26 0002 6100 0001 61")]    // user property: U+0000
    [InlineData("08 0002 C328")]            // Response Topic
    [InlineData("03 0001 FF")]              // Content Type
    [Normative(V5, "MQTT-1.5.7-1", "MQTT-1.5.4-1", "MQTT-1.5.4-2", "MQTT-3.3.2-13", "MQTT-3.3.2-19")]
    public async Task Ill_formed_text_in_a_property_is_malformed(string hex)
    {
        var client = await PublishWithAsync(hex);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData("08 0003 612F23"), InlineData("08 0001 2B")]
    [Normative(V5, "MQTT-3.3.2-14")]
    public async Task A_response_topic_with_a_wildcard_is_refused(string hex)
    {
        var client = await PublishWithAsync(hex);
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.TopicNameInvalid, ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData("01 00 01 00")]             // Payload Format Indicator twice
    [InlineData("01 02")]                   // Payload Format Indicator is 0 or 1
    [InlineData("02 0000003C 02 0000003C")] // Message Expiry Interval twice
    [InlineData("23 0001 23 0001")]         // Topic Alias twice
    [InlineData("11 0000003C")]             // Session Expiry Interval does not belong to PUBLISH
    [InlineData("7F 00")]                   // no such property
    [Normative(V5, "MQTT-4.13.1-1")]
    public async Task A_property_that_breaks_its_rule_ends_the_connection(string hex)
    {
        var client = await PublishWithAsync(hex);
        await client.ExpectEndAsync(ReasonCode.ProtocolError, ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData("30 03 00 01 61")]          // no property length
    [InlineData("30 04 00 01 61 09")]       // longer than the packet
    [InlineData("30 05 00 01 61 01 01")]    // breaks off within a property
    [Normative(V5, "MQTT-2.2.2-1")]
    public async Task A_property_length_that_is_missing_or_wrong_is_malformed(string hex)
    {
        var client = await ConnectAsync(V5);
        await client.SendAsync(hex);
        await client.ExpectEndAsync(ReasonCode.MalformedPacket);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    [Normative(V5, "MQTT-3.1.2-28")]
    public async Task Response_information_is_given_only_to_who_asks(bool ask)
    {
        Setup = Setup with { Options = Setup.Options with { ResponseInformation = "answers/" } };
        var property = Property.Byte(PropertyId.RequestResponseInformation, ask ? 1 : 0);
        var client = await ConnectAsync(new Connect(V5) { Properties = [property] });
        Assert.Equal(ask ? "answers/" : null, client.ConnAck.Text(PropertyId.ResponseInformation));
        Assert.False((await ConnectAsync(V5)).ConnAck.Has(PropertyId.ResponseInformation));
    }

    private async Task<RawClient> PublishWithAsync(string propertiesHex)
    {
        var properties = Octets.Hex(propertiesHex).Value;
        var client = await ConnectAsync(V5);
        await client.SendAsync(new PacketWriter().Field("a").VarInt(properties.Length).Bytes(properties).Frame(0x30));
        return client;
    }

    private static void AssertUnchanged(Packet message)
    {
        Assert.Equal(_properties.Where(p => p.Id == PropertyId.UserProperty), message.All(PropertyId.UserProperty));
        Assert.Equal(_properties.ToHashSet(), message.Properties.ToHashSet());
    }
}
