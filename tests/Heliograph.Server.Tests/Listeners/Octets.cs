using System.Buffers.Binary;
using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Control packets written byte by byte, right or wrong, without the product's codec.</summary>
internal static class Octets
{
    public static readonly byte[] PingReq = [0xC0, 0];
    public static readonly byte[] Disconnect = [0xE0, 0];

    public static byte[] Packet(byte first, params ReadOnlySpan<byte[]> parts)
    {
        var length = 0;
        foreach (var part in parts) length += part.Length;
        var packet = new List<byte>(length + 5) { first };
        packet.AddRange(VariableByteInteger(length));
        foreach (var part in parts) packet.AddRange(part);
        return [.. packet];
    }

    /// <param name="clientId">The client identifier.</param>
    /// <param name="version">The protocol level.</param>
    /// <param name="keepAliveSeconds">0 for none.</param>
    /// <param name="expirySeconds">Session expiry in 5.0; in 3.x anything but 0 means clean session 0.</param>
    /// <param name="receiveMaximum">5.0 only; 0 leaves it out.</param>
    /// <param name="userName">Null leaves it out.</param>
    /// <param name="password">Null leaves it out.</param>
    /// <param name="topicAliasMaximum">5.0 only; 0 leaves it out.</param>
    /// <param name="method">The Authentication Method, 5.0 only; null leaves it out.</param>
    public static byte[] Connect(
        string clientId, ProtocolVersion version, ushort keepAliveSeconds = 0, uint expirySeconds = 0, ushort receiveMaximum = 0,
        string? userName = null, string? password = null, string? method = null, ushort topicAliasMaximum = 0)
    {
        byte[] properties = [];
        if (version == ProtocolVersion.V5 && expirySeconds > 0) properties = [0x11, .. UInt32(expirySeconds)];
        if (version == ProtocolVersion.V5 && receiveMaximum > 0) properties = [.. properties, 0x21, .. UInt16(receiveMaximum)];
        if (version == ProtocolVersion.V5 && topicAliasMaximum > 0) properties = [.. properties, 0x22, .. UInt16(topicAliasMaximum)];
        if (method is not null) properties = [.. properties, 0x15, .. Text(method)];
        byte[] counted = version == ProtocolVersion.V5 ? [(byte)properties.Length, .. properties] : [];
        var clean = expirySeconds == 0 ? (byte)2 : (byte)0;
        var flags = (byte)(clean | (userName is null ? 0 : 0x80) | (password is null ? 0 : 0x40));
        byte[] credentials = [.. userName is null ? [] : Text(userName), .. password is null ? [] : Text(password)];
        return Packet(0x10, Text("MQTT"), [(byte)version, flags], UInt16(keepAliveSeconds), counted, Text(clientId), credentials);
    }

    public static byte[] Publish(string topic, byte[] payload, ProtocolVersion version, int qos = 0, ushort packetId = 0, bool retain = false) =>
        Packet((byte)(0x30 | (qos << 1) | (retain ? 1 : 0)), Text(topic), qos > 0 ? UInt16(packetId) : [], NoProperties(version), payload);

    public static byte[] Subscribe(ushort packetId, ProtocolVersion version, int qos, params IEnumerable<string> filters)
    {
        using var body = new MemoryStream();
        body.Write(UInt16(packetId));
        body.Write(NoProperties(version));
        foreach (var filter in filters)
        {
            body.Write(Text(filter));
            body.WriteByte((byte)qos);
        }

        return Packet(0x82, body.ToArray());
    }

    /// <summary>PUBACK 4, PUBREC 5, PUBREL 6 or PUBCOMP 7, without a reason code.</summary>
    public static byte[] Acknowledgement(int type, ushort packetId) => Packet((byte)((type << 4) | (type == 6 ? 2 : 0)), UInt16(packetId));

    public static byte[] Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return [.. UInt16((ushort)utf8.Length), .. utf8];
    }

    public static byte[] UInt16(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] NoProperties(ProtocolVersion version) => version == ProtocolVersion.V5 ? [0] : [];

    private static IEnumerable<byte> VariableByteInteger(int value)
    {
        do
        {
            var octet = (byte)(value & 0x7F);
            value >>= 7;
            yield return value > 0 ? (byte)(octet | 0x80) : octet;
        }
        while (value > 0);
    }
}
