using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Tracing;

/// <summary>A packet as it may be kept: password and Authentication Data empty, payloads too where they are not asked for.</summary>
/// <remarks>Written anew, so that it still is a whole packet. Of one that cannot be read nothing but its type is kept.</remarks>
internal static class PacketMask
{
    private static readonly byte[] EmptyData = [(byte)PropertyId.AuthenticationData, 0, 0];

    /// <param name="header">The first byte.</param>
    /// <param name="body">What follows the remaining length.</param>
    /// <param name="version">Of the connection.</param>
    /// <param name="isIncoming">Whether the client sent it.</param>
    /// <param name="withPayload">Whether payloads are kept.</param>
    public static byte[] Of(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version, bool isIncoming, bool withPayload)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 5);
        var isRead = header.Type switch
        {
            PacketType.Connect => TryConnect(body, withPayload, output),
            PacketType.ConnAck => TryConnAck(body, version, output),
            PacketType.Auth => TryAuth(body, isIncoming, output),
            PacketType.Publish when !withPayload => TryPublish(header, body, version, isIncoming, output),
            PacketType.Reserved or PacketType.PingReq or PacketType.PingResp when !body.IsEmpty => false, // anything may be in it
            _ => TryWhole(header, body, output),
        };
        return isRead ? output.WrittenSpan.ToArray() : [header.Octet, 0];
    }

    /// <summary>A CONNECT that says the version and the client id, for readers that have not seen the real one.</summary>
    public static byte[] Introduction(string clientId, ProtocolVersion version)
    {
        var output = new ArrayBufferWriter<byte>();
        new Connect { Version = version, CleanStart = true, ClientId = System.Text.Encoding.UTF8.GetBytes(clientId) }.Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static bool TryConnect(ReadOnlySpan<byte> body, bool withPayload, ArrayBufferWriter<byte> output)
    {
        if (!Connect.TryRead(body, out var packet).IsNone) return false;
        new Connect
        {
            Version = packet.Version,
            CleanStart = packet.CleanStart,
            KeepAlive = packet.KeepAlive,
            Properties = Masked(packet.Properties),
            ClientId = packet.ClientId,
            HasWill = packet.HasWill,
            Will = new()
            {
                Topic = packet.Will.Topic,
                Payload = withPayload ? packet.Will.Payload : default,
                QoS = packet.Will.QoS,
                Retain = packet.Will.Retain,
                Properties = packet.Will.Properties,
            },
            HasUserName = packet.HasUserName,
            UserName = packet.UserName,
            HasPassword = packet.HasPassword,
        }.Write(output);
        return true;
    }

    private static bool TryConnAck(ReadOnlySpan<byte> body, ProtocolVersion version, ArrayBufferWriter<byte> output)
    {
        if (!ConnAck.TryRead(body, version, out var packet).IsNone) return false;
        new ConnAck { SessionPresent = packet.SessionPresent, Code = packet.Code, Properties = Masked(packet.Properties) }.Write(output, version);
        return true;
    }

    private static bool TryAuth(ReadOnlySpan<byte> body, bool isIncoming, ArrayBufferWriter<byte> output)
    {
        if (!Auth.TryRead(body, isIncoming, out var packet).IsNone) return false;
        new Auth { Code = packet.Code, Properties = Masked(packet.Properties) }.Write(output);
        return true;
    }

    private static bool TryPublish(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version, bool isIncoming, ArrayBufferWriter<byte> output)
    {
        var site = isIncoming ? PropertySite.PublishToServer : PropertySite.PublishToClient;
        if (!Publish.TryRead(body, header.Flags, version, site, out var packet).IsNone) return false;
        return TryWhole(header, body[..^packet.Payload.Length], output);
    }

    private static bool TryWhole(FixedHeader header, ReadOnlySpan<byte> body, ArrayBufferWriter<byte> output)
    {
        var writer = new WireWriter(output.GetSpan(WireWriter.PacketLength(body.Length)));
        writer.WriteHeader(header, body.Length);
        writer.WriteBytes(body);
        output.Advance(writer.Written);
        return true;
    }

    private static PropertyBlock Masked(PropertyBlock properties)
    {
        if (!properties.Has(PropertyId.AuthenticationData)) return properties;
        var kept = new ArrayBufferWriter<byte>();
        foreach (var property in properties) kept.Write(property.Id == PropertyId.AuthenticationData ? EmptyData : property.Raw);
        return PropertyBlock.FromTrusted(kept.WrittenSpan);
    }
}
