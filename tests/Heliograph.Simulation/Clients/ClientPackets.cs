using System.Buffers;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Simulation.Model;

namespace Heliograph.Simulation.Clients;

/// <summary>Writes the packets that a client sends.</summary>
public static class ClientPackets
{
    public static void WriteConnect(IBufferWriter<byte> output, ConnectFields fields)
    {
        var properties = new PropertyWriter(stackalloc byte[64]);
        var willProperties = new PropertyWriter(stackalloc byte[16]);
        if (fields.IsV5)
        {
            properties.Add(PropertyId.SessionExpiryInterval, fields.ExpirySeconds);
            if (fields.ReceiveMaximum < ushort.MaxValue) properties.Add(PropertyId.ReceiveMaximum, (uint)fields.ReceiveMaximum);
            if (fields.PacketBytesMax < uint.MaxValue) properties.Add(PropertyId.MaximumPacketSize, fields.PacketBytesMax);
            if (fields.TopicAliasMaximum > 0) properties.Add(PropertyId.TopicAliasMaximum, (uint)fields.TopicAliasMaximum);
            if (fields.Will is { DelaySeconds: > 0 } delayed) willProperties.Add(PropertyId.WillDelayInterval, delayed.DelaySeconds);
        }

        new Connect
        {
            Version = fields.Version,
            ClientId = Encoding.UTF8.GetBytes(fields.ClientId),
            CleanStart = fields.CleanStart,
            KeepAlive = fields.KeepAliveSeconds,
            Properties = properties.Block,
            HasWill = fields.Will is not null,
            Will = fields.Will is not { } will ? default : new()
            {
                Topic = Encoding.UTF8.GetBytes(will.Topic),
                Payload = will.Payload,
                QoS = will.QoS,
                Retain = will.Retain,
                Properties = willProperties.Block,
            },
        }.Write(output);
    }

    public static void WriteDisconnect(
        IBufferWriter<byte> output, ProtocolVersion version, ReasonCode code, uint? expirySeconds)
    {
        var properties = new PropertyWriter(stackalloc byte[16]);
        if (expirySeconds is { } seconds) properties.Add(PropertyId.SessionExpiryInterval, seconds);
        new Disconnect { Code = code, Properties = properties.Block }.Write(output, version);
    }

    /// <param name="output">Where to.</param>
    /// <param name="version">Of the connection.</param>
    /// <param name="publish">What.</param>
    /// <param name="topic">Empty when the alias stands for it.</param>
    /// <param name="alias">0 for none.</param>
    public static void WritePublish(
        IBufferWriter<byte> output, ProtocolVersion version, OutgoingPublish publish, string topic, ushort alias)
    {
        var properties = new PropertyWriter(stackalloc byte[32]);
        if (version == ProtocolVersion.V5 && publish.ExpirySeconds is { } seconds) properties.Add(PropertyId.MessageExpiryInterval, seconds);
        if (version == ProtocolVersion.V5 && alias > 0) properties.Add(PropertyId.TopicAlias, alias);
        new Publish
        {
            Topic = Encoding.UTF8.GetBytes(version == ProtocolVersion.V5 ? topic : publish.Topic),
            Payload = publish.Payload,
            QoS = publish.QoS,
            Retain = publish.Retain,
            Duplicate = publish.WasSent,
            PacketId = publish.PacketId,
            Properties = properties.Block,
        }.Write(output, version);
    }

    public static void WriteSubscribe(
        IBufferWriter<byte> output, ProtocolVersion version, ushort packetId,
        IReadOnlyList<(string Filter, SubscriptionOptions Options)> filters, uint? subscriptionId)
    {
        var payload = new ArrayBufferWriter<byte>();
        foreach (var (filter, options) in filters)
        {
            SubscribeEntries.Append(payload, Encoding.UTF8.GetBytes(filter),
                version == ProtocolVersion.V5 ? options : new(options.QoS));
        }

        var properties = new PropertyWriter(stackalloc byte[16]);
        if (version == ProtocolVersion.V5 && subscriptionId is { } id) properties.Add(PropertyId.SubscriptionIdentifier, id);
        new Subscribe { PacketId = packetId, Payload = payload.WrittenSpan, Properties = properties.Block }.Write(output, version);
    }

    public static void WriteUnsubscribe(IBufferWriter<byte> output, ProtocolVersion version, ushort packetId, string filter)
    {
        var payload = new ArrayBufferWriter<byte>();
        UnsubscribeEntries.Append(payload, Encoding.UTF8.GetBytes(filter));
        new Unsubscribe { PacketId = packetId, Payload = payload.WrittenSpan }.Write(output, version);
    }

    public static void WriteAnswer(
        IBufferWriter<byte> output, ProtocolVersion version, PacketType type, ushort packetId,
        ReasonCode code = ReasonCode.Success) =>
        new Acknowledgement { Type = type, PacketId = packetId, Code = code }.Write(output, version);
}
