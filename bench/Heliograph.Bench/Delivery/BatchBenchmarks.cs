using System.Buffers;
using BenchmarkDotNet.Attributes;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Bench.Delivery;

/// <summary>64 publishes of 64 bytes in one read, to one session: what a message costs where batches are large.</summary>
public class BatchBenchmarks
{
    private const int Messages = 64;

    private Client _publisher = null!;
    private byte[] _publishes = [];

    [Params(ProtocolVersion.V311, ProtocolVersion.V5)]
    public ProtocolVersion Version { get; set; }

    [Params(QoS.AtMostOnce, QoS.AtLeastOnce)]
    public QoS QoS { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var broker = Client.NewBroker();
        _publisher = new(broker, "publisher", Version);
        var subscriber = new Client(broker, "subscriber", Version);
        subscriber.Subscribe("pair/+/data"u8);
        var output = new ArrayBufferWriter<byte>();
        for (ushort id = 1; id <= Messages; id++)
            new Publish { Topic = "pair/7/data"u8, Payload = new byte[64], QoS = QoS, PacketId = QoS == QoS.AtMostOnce ? (ushort)0 : id }.Write(output, Version);
        _publishes = output.WrittenSpan.ToArray();
        for (var round = 0; round < 20_000; round++) Publish(); // until it is compiled as well as it will be
        if (subscriber.BytesTaken < Messages * 64) throw new InvalidOperationException("The messages did not reach the session.");
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Publish() => _publisher.Send(_publishes);
}
