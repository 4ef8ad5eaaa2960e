using Heliograph.Conformance.Client;
using Heliograph.Mqtt;
using static Heliograph.Mqtt.ProtocolVersion;

namespace Heliograph.Conformance.Common;

/// <summary>The flags of CONNECT and the fields they announce.</summary>
public sealed class ConnectFieldsTests : ConformanceTests
{
    private static readonly Will _will = new("will", "gone");

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-3"), Normative(V5, "MQTT-3.1.2-3")]
    public Task The_reserved_flag_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { Flags = 0x03 });

    [Theory]
    [InlineData(V311, 0x22), InlineData(V311, 0x0A), InlineData(V311, 0x12), InlineData(V311, 0x1A)]
    [InlineData(V5, 0x22), InlineData(V5, 0x0A), InlineData(V5, 0x12), InlineData(V5, 0x1A)]
    [Normative(V311, "MQTT-3.1.2-11", "MQTT-3.1.2-13", "MQTT-3.1.2-15")]
    [Normative(V5, "MQTT-3.1.2-11", "MQTT-3.1.2-13")]
    public Task Will_flags_without_a_will_are_refused(ProtocolVersion version, int flags) =>
        RefusesAsync(new Connect(version) { Flags = flags });

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-14"), Normative(V5, "MQTT-3.1.2-12")]
    public Task Will_qos_3_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { Will = _will with { QoS = 3 } });

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-9"), Normative(V5, "MQTT-3.1.2-9")]
    public Task A_will_announced_but_missing_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { Flags = 0x06 });

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-11"), Normative(V5, "MQTT-3.1.4-1")]
    public Task A_will_not_announced_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { Will = _will, Flags = 0x02 });

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-18"), Normative(V5, "MQTT-3.1.2-16")]
    public Task A_user_name_not_announced_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { UserName = "bob", Flags = 0x02 });

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-19"), Normative(V5, "MQTT-3.1.2-17")]
    public Task A_user_name_announced_but_missing_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { Flags = 0x82 });

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-20"), Normative(V5, "MQTT-3.1.2-18")]
    public Task A_password_not_announced_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { UserName = "bob", Password = "secret", Flags = 0x82 });

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.2-21"), Normative(V5, "MQTT-3.1.2-19")]
    public Task A_password_announced_but_missing_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { UserName = "bob", Flags = 0xC2 });

    [Fact, Normative(V311, "MQTT-3.1.2-22")]
    public Task A_password_without_a_user_name_is_refused_before_5_0() =>
        RefusesAsync(new Connect(V311) { Password = "secret" });

    [Fact, Normative(V5, "MQTT-3.1.2-19")]
    public async Task A_password_may_come_without_a_user_name_in_5_0()
    {
        var client = await ConnectAsync(new Connect(V5) { Password = "secret" });
        await client.ExpectNothingAsync();
    }

    [Theory, InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.3-3"), Normative(V5, "MQTT-3.1.3-3")]
    public Task A_missing_client_id_is_refused(ProtocolVersion version) =>
        RefusesAsync(new Connect(version) { ClientId = null });

    [Theory]
    [InlineData(V311, "10 0C 0004 4D515454 04 02 0000 0002")]               // a client id of two bytes, none there
    [InlineData(V311, "10 0E 0004 4D515454 04 02 0000 0001 61 62")]         // a byte too many
    [InlineData(V311, "10 06 0004 4D515454")]                               // breaks off after the name
    [InlineData(V5, "10 0E 0004 4D515454 05 02 0000 00 0002 61")]
    [InlineData(V5, "10 0F 0004 4D515454 05 02 0000 00 0001 61 62")]
    [InlineData(V5, "10 0E 0004 4D515454 05 02 0000 09 0001 61")]           // nine bytes of properties announced
    [InlineData(V5, "10 10 0004 4D515454 05 02 0000 02 7F00 0001 61")]      // property 0x7F does not exist
    [InlineData(V5, "10 10 0004 4D515454 05 02 0000 02 0100 0001 61")]      // property 0x01 belongs to PUBLISH
    [Normative(V311, "MQTT-3.1.4-1"), Normative(V5, "MQTT-3.1.4-1")]
    public async Task A_connect_out_of_shape_is_refused(ProtocolVersion version, string hex)
    {
        var client = await OpenAsync(version);
        await client.SendAsync(hex);
        if (await client.TryNextAsync() is not { } refusal) return;
        Assert.Equal(V5, version);
        Assert.Contains(refusal.Code, new[] { 0x81, 0x82 });
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("11 00000005 11 00000005")]     // Session Expiry Interval twice
    [InlineData("21 0005 21 0005")]             // Receive Maximum twice
    [InlineData("21 0000")]                     // Receive Maximum 0
    [InlineData("27 00000000")]                 // Maximum Packet Size 0
    [InlineData("17 02")]                       // Request Problem Information is 0 or 1
    [InlineData("19 02")]                       // Request Response Information is 0 or 1
    [InlineData("16 0001 61")]                  // Authentication Data without a method
    [Normative(V5, "MQTT-3.1.4-1", "MQTT-4.9.0-1", "MQTT-4.13.1-1")]
    public async Task A_property_that_breaks_its_rule_is_a_protocol_error(string hex)
    {
        var properties = Octets.Hex(hex).Value;
        var client = await OpenAsync(V5);
        await client.SendAsync(new PacketWriter().Field("MQTT").Byte(5).Byte(2).UInt16(0)
            .VarInt(properties.Length).Bytes(properties).Field("client").Frame(0x10));
        await client.ExpectRefusalAsync((int)ReasonCode.ProtocolError);
    }

    [Theory, InlineData(V31), InlineData(V311), InlineData(V5)]
    [Normative(V311, "MQTT-3.1.3-1"), Normative(V5, "MQTT-3.1.3-1")]
    public async Task All_fields_are_found_in_their_order(ProtocolVersion version)
    {
        Setup = Setup with { OnlyBob = true };
        var watcher = await ConnectAsync(new Connect(version) { UserName = "bob", Password = "secret" });
        await watcher.SubscribeAsync("will/topic", qos: 1);
        var client = await ConnectAsync(new Connect(version)
        {
            ClientId = "all-fields",
            Will = new Will("will/topic", "will payload") { QoS = 1, Retain = true },
            UserName = "bob",
            Password = "secret",
        });
        await client.DropAsync();
        var will = await watcher.ReceiveAsync();
        Assert.Equal(("will/topic", "will payload", 1), (will.Topic, will.Payload, will.QoS));
    }

    private async Task RefusesAsync(Connect connect)
    {
        var client = await SendAsync(connect);
        await client.ExpectMalformedConnectAsync();
    }
}
