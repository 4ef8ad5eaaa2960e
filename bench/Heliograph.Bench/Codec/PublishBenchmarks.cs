using System.Buffers;
using BenchmarkDotNet.Attributes;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Bench.Codec;

/// <summary>One PUBLISH of 5.0: bytes to packet, packet to bytes.</summary>
public class PublishBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4_096);
    private byte[] _bytes = [];
    private byte[] _payload = [];
    private byte[] _properties = [];

    [Params(QoS.AtMostOnce, QoS.AtLeastOnce)]
    public QoS QoS { get; set; }

    [Params(64, 1_024)]
    public int PayloadBytes { get; set; }

    /// <summary>Message expiry, content type and a user property, or none.</summary>
    [Params(false, true)]
    public bool Properties { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _payload = new byte[PayloadBytes];
        var writer = new PropertyWriter(stackalloc byte[64]);
        if (Properties)
        {
            writer.Add(PropertyId.MessageExpiryInterval, 60);
            writer.Add(PropertyId.ContentType, "text/plain"u8);
            writer.AddUserProperty("unit"u8, "celsius"u8);
        }

        _properties = writer.Block.Bytes.ToArray();
        writer.Dispose();
        Encode();
        _bytes = _output.WrittenSpan.ToArray();
    }

    [Benchmark]
    public int Decode()
    {
        var input = new ReadOnlySequence<byte>(_bytes);
        Frame.TryTake(ref input, 1 << 20, out var frame);
        Publish.TryRead(
            frame.Body.FirstSpan, frame.Header.Flags, ProtocolVersion.V5, PropertySite.PublishToServer, out var packet);
        return packet.Payload.Length;
    }

    [Benchmark]
    public int Encode()
    {
        _output.ResetWrittenCount();
        var packet = new Publish
        {
            Topic = "sensors/7/temperature"u8,
            Payload = _payload,
            QoS = QoS,
            PacketId = QoS == QoS.AtMostOnce ? (ushort)0 : (ushort)7,
            Properties = PropertyBlock.FromTrusted(_properties),
        };
        packet.Write(_output, ProtocolVersion.V5);
        return _output.WrittenCount;
    }
}
