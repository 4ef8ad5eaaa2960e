using System.Buffers;
using System.Net;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Tracing;

/// <summary>Where the traces and a watcher look at one connection: the MQTT bytes, whatever carries them. Ask <see cref="IsOn"/> first.</summary>
/// <remarks>Its two directions are driven by different threads. A failure of tracing never costs the connection.</remarks>
internal sealed class ConnectionTap(Tracer tracer, IPacketWatcher? watcher, ConnectionContext transport)
{
    private static readonly IPEndPoint Unknown = new(IPAddress.Any, 0);

    private readonly Lock _lock = new();
    private Connection? _connection;
    private Watch[] _watches = [];
    private int _generation;
    private Dictionary<uint, byte[]>? _aliasesIn;
    private Dictionary<uint, byte[]>? _aliasesOut;

    /// <summary>Whether anyone looks: one volatile read, or two where there is a watcher.</summary>
    public bool IsOn => tracer.IsOn || watcher is { IsOn: true };

    /// <summary>The engine knows the connection.</summary>
    public void Start(Connection connection)
    {
        _connection = connection;
        watcher?.OnOpened(connection.Address, transport.LocalEndPoint);
    }

    /// <summary>Whole packets of the client were handled.</summary>
    public void OnReceived(ReadOnlySequence<byte> packets) => Look(packets, isIncoming: true);

    /// <summary>Whole packets go to the client.</summary>
    public void OnSent(OutgoingBytes bytes)
    {
        if (_connection is null) return;
        var packets = new ArrayBufferWriter<byte>();
        foreach (var segment in bytes) packets.Write(segment.Span);
        Look(new(packets.WrittenMemory), isIncoming: false);
    }

    private void Look(ReadOnlySequence<byte> packets, bool isIncoming)
    {
        if (_connection is not { } connection || packets.IsEmpty) return;
        try
        {
            lock (_lock)
            {
                Renew(connection);
                if (_watches.Length == 0 && watcher is not { IsOn: true }) return;
                while (Frame.TryTake(ref packets, int.MaxValue, out var frame) == FrameStatus.Complete)
                {
                    var body = frame.Body.IsSingleSegment ? frame.Body.FirstSpan : frame.Body.ToArray();
                    Look(connection, frame.Header, body, isIncoming);
                }
            }
        }
        catch (Exception failure)
        {
            tracer.OnFailure(failure);
        }
    }

    // Which traces run changes seldom, and who the client is once: the first packets of a connection come before.
    private void Renew(Connection connection)
    {
        var (running, generation) = tracer.Running;
        if (generation != _generation)
        {
            (_generation, _aliasesIn, _aliasesOut) = (generation, null, null);
            _watches = [.. running.Select(trace => Array.Find(_watches, watch => watch.Trace == trace) ?? new(trace))];
        }

        var peer = EndPointOf(transport.RemoteEndPoint);
        foreach (var watch in _watches) watch.IsWanted = watch.Trace.Filter.WantsConnection(connection.ClientId, peer);
    }

    private void Look(Connection connection, FixedHeader header, ReadOnlySpan<byte> body, bool isIncoming)
    {
        var version = connection.Version;
        var topic = header.Type == PacketType.Publish ? TopicOf(header, body, version, isIncoming) : [];
        if (watcher is { IsOn: true }) watcher.OnPacket(connection, header, body, topic, isIncoming);
        foreach (var watch in _watches)
        {
            if (!watch.IsWanted || !watch.Wants(header, body, version, topic, isIncoming)) continue;
            var withPayload = watch.Trace.WithPayload;
            watch.Trace.Add(new(
                tracer.Now, isIncoming, connection.ClientId, EndPointOf(transport.RemoteEndPoint), EndPointOf(transport.LocalEndPoint),
                header.Type.ToString().ToUpperInvariant(), PacketWords.Of(header, body, version, isIncoming, withPayload),
                WireWriter.PacketLength(body.Length), PacketMask.Of(header, body, version, isIncoming, withPayload),
                header.Type == PacketType.Connect || version == ProtocolVersion.None ? [] : PacketMask.Introduction(connection.ClientId, version)));
        }
    }

    // An alias that was set before the trace began is not known: the topic is then empty.
    private ReadOnlySpan<byte> TopicOf(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version, bool isIncoming)
    {
        var site = isIncoming ? PropertySite.PublishToServer : PropertySite.PublishToClient;
        if (!Publish.TryRead(body, header.Flags, version, site, out var packet).IsNone) return [];
        if (!packet.Properties.TryFind(PropertyId.TopicAlias, out var alias)) return packet.Topic;
        var aliases = isIncoming ? _aliasesIn ??= [] : _aliasesOut ??= [];
        if (packet.Topic.IsEmpty) return aliases.TryGetValue(alias.Number, out var known) ? known : [];
        aliases[alias.Number] = packet.Topic.ToArray();
        return packet.Topic;
    }

    private static IPEndPoint EndPointOf(EndPoint? end) => end switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new(mapped.Address.MapToIPv4(), mapped.Port),
        IPEndPoint other => other,
        _ => Unknown,
    };

    /// <summary>One trace's view of the connection.</summary>
    private sealed class Watch(Trace trace)
    {
        private readonly HashSet<(bool IsIncoming, ushort PacketId)> _exchanges = []; // of messages that are wanted

        public Trace Trace => trace;

        public bool IsWanted { get; set; }

        public bool Wants(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version, ReadOnlySpan<byte> topic, bool isIncoming)
        {
            if (trace.Filter.Topic is null) return true;
            switch (header.Type)
            {
                case PacketType.Publish:
                    if (!trace.Filter.WantsTopic(topic)) return false;
                    if (Publish.TryRead(body, header.Flags, version, isIncoming ? PropertySite.PublishToServer : PropertySite.PublishToClient, out var publish).IsNone && publish.PacketId > 0)
                        _exchanges.Add((isIncoming, publish.PacketId));
                    return true;
                case PacketType.PubAck or PacketType.PubComp:
                    return PacketIdOf(body) is { } done && _exchanges.Remove((!isIncoming, done));
                case PacketType.PubRec:
                    return PacketIdOf(body) is { } received && _exchanges.Contains((!isIncoming, received));
                case PacketType.PubRel:
                    return PacketIdOf(body) is { } released && _exchanges.Contains((isIncoming, released));
                case PacketType.Subscribe:
                    return Subscribe.TryRead(body, version, out var subscribe).IsNone && WantsAny(subscribe.Entries);
                case PacketType.Unsubscribe:
                    return Unsubscribe.TryRead(body, version, out var unsubscribe).IsNone && WantsAny(unsubscribe.Entries);
                default:
                    return false;
            }
        }

        private bool WantsAny(SubscribeEntries entries)
        {
            while (entries.MoveNext())
            {
                if (trace.Filter.WantsFilter(entries.Filter)) return true;
            }

            return false;
        }

        private bool WantsAny(UnsubscribeEntries entries)
        {
            while (entries.MoveNext())
            {
                if (trace.Filter.WantsFilter(entries.Filter)) return true;
            }

            return false;
        }

        private static ushort? PacketIdOf(ReadOnlySpan<byte> body) => new WireReader(body).TryReadUInt16(out var id) ? id : null;
    }
}
