using System.Buffers;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Tests.Common.Clients;

/// <summary>What a new subscriber finds retained.</summary>
/// <param name="version">Of its connection.</param>
/// <param name="filter">What it subscribes to.</param>
/// <param name="expected">The topics it waits for; behind them it asks for a last answer, so that others would have come too.</param>
internal sealed class RetainedReading(ProtocolVersion version, string filter, ICollection<string> expected)
{
    private readonly Dictionary<string, byte[]> _found = [];
    private bool _isSubscribed;
    private bool _hasPinged;

    /// <summary>Payloads, by topic.</summary>
    public IReadOnlyDictionary<string, byte[]> Found => _found;

    /// <summary>The last answer has come.</summary>
    public bool IsDone { get; private set; }

    /// <summary>CONNECT was written, or CONNACK has come.</summary>
    public void OnConnected(IBufferWriter<byte> output) => Packets.WriteSubscribe(output, version, 1, filter, QoS.AtLeastOnce);

    public void OnPacket(IBufferWriter<byte> output, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Type == PacketType.SubAck) _isSubscribed = true;
        if (header.Type == PacketType.PingResp) IsDone = true;
        if (header.Type != PacketType.Publish) return;
        var packet = Packets.ReadPublish(header, body, version);
        if (!packet.Retain) throw new ProtocolException("a retained message came without RETAIN [MQTT-3.3.1-8]");
        _found[Encoding.UTF8.GetString(packet.Topic)] = packet.Payload.ToArray();
        Packets.WriteAnswer(output, version, PacketType.PubAck, packet.PacketId);
    }

    public void Work(IBufferWriter<byte> output)
    {
        if (_hasPinged || !_isSubscribed || !expected.All(_found.ContainsKey)) return;
        _hasPinged = true;
        Ping.WriteRequest(output);
    }
}
