using System.Buffers;
using BenchmarkDotNet.Attributes;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Bench.Delivery;

/// <summary>One publish of 64 bytes to many sessions: the whole engine without sockets, until the bytes are taken.</summary>
public class DeliveryBenchmarks
{
    private Client _publisher = null!;
    private Client[] _subscribers = [];
    private byte[] _publish = [];

    /// <summary>Connected sessions that subscribe to the topic.</summary>
    [Params(1, 100, 10_000)]
    public int Sessions { get; set; }

    [Params(ProtocolVersion.V311, ProtocolVersion.V5)]
    public ProtocolVersion Version { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var broker = Client.NewBroker();
        _publisher = new(broker, "publisher", Version);
        _subscribers = new Client[Sessions];
        for (var index = 0; index < Sessions; index++)
        {
            _subscribers[index] = new(broker, $"subscriber-{index}", Version);
            _subscribers[index].Subscribe("sensors/+/temperature"u8);
        }

        var output = new ArrayBufferWriter<byte>();
        new Publish { Topic = "sensors/7/temperature"u8, Payload = new byte[64] }.Write(output, Version);
        _publish = output.WrittenSpan.ToArray();
        if (DeliverOnce() != Sessions * _publish.Length)
            throw new InvalidOperationException("The message did not reach every session.");
    }

    [Benchmark]
    public void Publish() => _publisher.Send(_publish);

    private long DeliverOnce()
    {
        var before = _subscribers.Sum(subscriber => subscriber.BytesTaken);
        Publish();
        return _subscribers.Sum(subscriber => subscriber.BytesTaken) - before;
    }
}
