using System.Buffers;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>Writes and reads packets as these clients need them.</summary>
internal static class Packets
{
    public static void WriteConnect(IBufferWriter<byte> output, in ClientSettings client, WillToLeave? will = null)
    {
        var properties = new PropertyWriter(stackalloc byte[32]);
        var willProperties = new PropertyWriter(stackalloc byte[8]);
        if (client.Version == ProtocolVersion.V5)
        {
            if (client.SessionExpirySeconds > 0)
                properties.Add(PropertyId.SessionExpiryInterval, client.SessionExpirySeconds);
            if (client.ReceiveMaximum > 0) properties.Add(PropertyId.ReceiveMaximum, (uint)client.ReceiveMaximum);
            if (will is not null) willProperties.Add(PropertyId.WillDelayInterval, will.DelaySeconds);
        }

        new Connect
        {
            Version = client.Version,
            ClientId = Encoding.UTF8.GetBytes(client.Name),
            CleanStart = client.CleanStart,
            Properties = properties.Block,
            HasWill = will is not null,
            Will = will is null ? default : new()
            {
                Topic = Encoding.UTF8.GetBytes(will.Message.Topic),
                Payload = will.Message.Payload(),
                QoS = will.Message.QoS,
                Properties = willProperties.Block,
            },
        }.Write(output);
    }

    public static void WritePublish(
        IBufferWriter<byte> output, ProtocolVersion version, NumberedMessage message, ushort packetId, bool duplicate) =>
        new Publish
        {
            Topic = Encoding.UTF8.GetBytes(message.Topic),
            Payload = message.Payload(),
            QoS = message.QoS,
            Retain = message.Retain,
            Duplicate = duplicate,
            PacketId = packetId,
        }.Write(output, version);

    public static void WriteAnswer(IBufferWriter<byte> output, ProtocolVersion version, PacketType type, ushort packetId) =>
        new Acknowledgement { Type = type, PacketId = packetId }.Write(output, version);

    public static void WriteSubscribe(
        IBufferWriter<byte> output, ProtocolVersion version, ushort packetId, string filter, QoS qos)
    {
        var payload = new ArrayBufferWriter<byte>();
        SubscribeEntries.Append(payload, Encoding.UTF8.GetBytes(filter), new(qos));
        new Subscribe { PacketId = packetId, Payload = payload.WrittenSpan }.Write(output, version);
    }

    public static void WriteUnsubscribe(IBufferWriter<byte> output, ProtocolVersion version, ushort packetId, string filter)
    {
        var payload = new ArrayBufferWriter<byte>();
        UnsubscribeEntries.Append(payload, Encoding.UTF8.GetBytes(filter));
        new Unsubscribe { PacketId = packetId, Payload = payload.WrittenSpan }.Write(output, version);
    }

    /// <param name="output">Where to.</param>
    /// <param name="version">Of the connection.</param>
    /// <param name="expirySeconds">The session's from now on; null leaves it as it is.</param>
    public static void WriteDisconnect(IBufferWriter<byte> output, ProtocolVersion version, uint? expirySeconds = null)
    {
        var properties = new PropertyWriter(stackalloc byte[8]);
        if (expirySeconds is { } seconds) properties.Add(PropertyId.SessionExpiryInterval, seconds);
        new Disconnect { Properties = properties.Block }.Write(output, version);
    }

    /// <exception cref="ProtocolException">The packet breaks the standard.</exception>
    public static ConnAck ReadConnAck(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        if (header.Type != PacketType.ConnAck) throw new ProtocolException($"{header.Type} instead of CONNACK");
        Check(ConnAck.TryRead(body, version, out var packet));
        return packet.Code == 0 ? packet : throw new ProtocolException($"CONNACK 0x{packet.Code:X2}");
    }

    /// <inheritdoc cref="ReadConnAck"/>
    public static Publish ReadPublish(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        Check(Publish.TryRead(body, header.Flags, version, PropertySite.PublishToClient, out var packet));
        return packet;
    }

    /// <inheritdoc cref="ReadConnAck"/>
    public static Acknowledgement ReadAnswer(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        Check(Acknowledgement.TryRead(body, header.Type, version, out var packet));
        return packet;
    }

    /// <inheritdoc cref="ReadConnAck"/>
    public static SubscriptionAcknowledgement ReadSubscriptionAnswer(
        FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        Check(SubscriptionAcknowledgement.TryRead(body, header.Type, version, out var packet));
        return packet;
    }

    /// <summary>What a DISCONNECT says, for people.</summary>
    public static string DescribeDisconnect(ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        Check(Disconnect.TryRead(body, version, PropertySite.DisconnectToClient, out var packet));
        var hasReason = packet.Properties.TryFind(PropertyId.ReasonString, out var text);
        var reason = hasReason ? Encoding.UTF8.GetString(text.Value) : "";
        return $"DISCONNECT 0x{(int)packet.Code:X2} {reason}";
    }

    private static void Check(Violation violation)
    {
        if (!violation.IsNone) throw new ProtocolException(violation.What);
    }
}
