using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>The first packet, and what answers it.</summary>
public sealed class ConnectTests : ConformanceTests
{
    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.4-4", "MQTT-3.2.0-1", "MQTT-7.1.1-1", "MQTT-7.0.0-2")]
    [Normative(V5, "MQTT-3.1.4-5", "MQTT-3.2.0-1", "MQTT-3.2.2-1", "MQTT-4.2-1")]
    public async Task A_valid_connect_is_accepted(ProtocolVersion version)
    {
        var client = await ConnectAsync(version);
        Assert.Equal(0, client.ConnAck.AcknowledgeFlags);
        Assert.Equal(0, client.ConnAck.Code);
        if (version != V5) Assert.Equal(Octets.Hex("20 02 00 00").Value, client.ConnAck.Bytes);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(V311, "C0 00")]
    [InlineData(V311, "E0 00")]
    [InlineData(V311, "31 04 00 01 61 78")]
    [InlineData(V311, "82 06 00 01 00 01 61 00")]
    [InlineData(V5, "C0 00")]
    [InlineData(V5, "E0 00")]
    [InlineData(V5, "F0 00")]
    [InlineData(V5, "31 05 00 01 61 00 78")]
    [Normative(V311, "MQTT-3.1.0-1"), Normative(V5, "MQTT-3.1.0-1", "MQTT-3.14.0-1")]
    public async Task Anything_but_a_connect_first_is_closed_without_effect(ProtocolVersion version, string hex)
    {
        var client = await OpenAsync(version);
        await client.SendAsync(hex);
        await client.ExpectClosedAsync();
        var later = await SubscriberAsync(version, "#");
        await later.ExpectNothingAsync();
    }

    /// <summary>Every type of packet there is, as its shortest form and as one that would be good later.</summary>
    public static TheoryData<ProtocolVersion, string> PacketsBeforeConnect()
    {
        string[] packets =
        [
            "00 00", "20 02 00 00", "30 04 00 01 61 78", "32 06 00 01 61 00 01 78", "40 02 00 01", "50 02 00 01", "62 02 00 01", "70 02 00 01",
            "82 06 00 01 00 01 61 00", "90 03 00 01 00", "A2 05 00 01 00 01 61", "B0 02 00 01", "C0 00", "D0 00", "E0 00", "F0 00",
        ];
        var all = new TheoryData<ProtocolVersion, string>();
        foreach (var version in new[] { V31, V311, V5 })
        {
            foreach (var packet in packets) all.Add(version, packet);
        }

        return all;
    }

    [Theory, MemberData(nameof(PacketsBeforeConnect))]
    [Normative(V311, "MQTT-3.1.0-1"), Normative(V5, "MQTT-3.1.0-1")]
    public async Task Each_type_of_packet_before_CONNECT_ends_the_connection_unanswered(ProtocolVersion version, string hex)
    {
        var client = await OpenAsync(version);
        await client.SendAsync(hex);
        await client.ExpectClosedAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.0-2", "MQTT-3.1.2-8"), Normative(V5, "MQTT-3.1.0-2", "MQTT-3.2.0-2", "MQTT-3.1.2-7")]
    public async Task A_second_connect_ends_the_connection_and_releases_the_will(ProtocolVersion version)
    {
        var watcher = await SubscriberAsync(version, "will");
        var connect = new Connect(version) { Will = new Will("will", "protocol error") };
        var client = await ConnectAsync(connect);
        await client.SendAsync(connect.Encode());
        await client.ExpectEndAsync(ReasonCode.ProtocolError);
        await watcher.ReceiveAsync("protocol error");
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(V311, "MQTX", 4)]
    [InlineData(V311, "MQIsdp", 4)]
    [InlineData(V311, "mqtt", 4)]
    [InlineData(V5, "MQTX", 5)]
    [InlineData(V5, "mqtt", 5)]
    [Normative(V311, "MQTT-3.1.2-1"), Normative(V5, "MQTT-3.1.2-1")]
    public async Task Another_protocol_name_is_not_accepted(ProtocolVersion version, string name, int level)
    {
        var client = await SendAsync(new Connect(version) { ProtocolName = name, Level = level });
        if (await client.TryNextAsync() is not { } refusal) return;
        Assert.Equal((PacketType.ConnAck, version == V5 ? 0x84 : 1), (refusal.Type, refusal.Code));
        await client.ExpectClosedAsync();
    }

    [Theory, InlineData(0), InlineData(2), InlineData(3), InlineData(6), InlineData(127)]
    [Normative(V311, "MQTT-3.1.2-2"), Normative(V5, "MQTT-3.1.2-2")]
    public async Task A_level_that_is_none_of_ours_is_refused(int level)
    {
        var client = await SendAsync(new Connect(V311) { Level = level });
        await client.ExpectRefusalAsync(1);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.4-2"), Normative(V5, "MQTT-3.1.4-3", "MQTT-3.14.2-2", "MQTT-3.14.4-2")]
    public async Task A_second_connection_of_a_client_ends_the_first(ProtocolVersion version)
    {
        var first = await ConnectAsync(new Connect(version) { ClientId = "twin" });
        var second = await ConnectAsync(new Connect(version) { ClientId = "twin" });
        await first.ExpectEndAsync(ReasonCode.SessionTakenOver);
        await second.ExpectNothingAsync();
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.4-5", "MQTT-3.2.2-5"), Normative(V5, "MQTT-3.1.4-6", "MQTT-3.1.4-2", "MQTT-3.2.2-7")]
    public async Task Nothing_behind_a_refused_connect_has_an_effect(ProtocolVersion version)
    {
        Setup = Setup with { OnlyBob = true };
        var intruder = await OpenAsync(version);
        await intruder.SendAsync(
            new Connect(version) { UserName = "bob", Password = "guess" }.Encode(),
            new Publish("a", "smuggled") { Retain = true }.Encode(version));
        await intruder.ExpectRefusalAsync(version == V5 ? 0x86 : 4);

        var bob = await ConnectAsync(new Connect(version) { UserName = "bob", Password = "secret" });
        await bob.SubscribeAsync("#");
        await bob.ExpectNothingAsync();
    }
}
