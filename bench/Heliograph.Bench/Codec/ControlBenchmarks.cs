using System.Buffers;
using BenchmarkDotNet.Attributes;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Bench.Codec;

/// <summary>CONNECT with will, user name and password, and SUBSCRIBE with four filters.</summary>
public class ControlBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4_096);
    private byte[] _connect = [];
    private byte[] _subscribe = [];
    private byte[] _filters = [];

    [GlobalSetup]
    public void Setup()
    {
        var filters = new ArrayBufferWriter<byte>();
        foreach (var filter in (string[])["a/b/c", "sensors/+/temperature", "sensors/#", "$share/group/jobs/#"])
            SubscribeEntries.Append(filters, System.Text.Encoding.UTF8.GetBytes(filter), new(QoS.AtLeastOnce));
        _filters = filters.WrittenSpan.ToArray();
        EncodeConnect();
        _connect = _output.WrittenSpan.ToArray();
        EncodeSubscribe();
        _subscribe = _output.WrittenSpan.ToArray();
    }

    [Benchmark]
    public int DecodeConnect()
    {
        var input = new ReadOnlySequence<byte>(_connect);
        Frame.TryTake(ref input, 1 << 20, out var frame);
        Connect.TryRead(frame.Body.FirstSpan, out var packet);
        return packet.ClientId.Length;
    }

    [Benchmark]
    public int EncodeConnect()
    {
        _output.ResetWrittenCount();
        new Connect
        {
            Version = ProtocolVersion.V5,
            CleanStart = true,
            KeepAlive = 60,
            ClientId = "client-0001"u8,
            HasWill = true,
            Will = new() { Topic = "clients/0001/state"u8, Payload = "gone"u8, QoS = QoS.AtLeastOnce },
            HasUserName = true,
            UserName = "admin"u8,
            HasPassword = true,
            Password = "password"u8,
        }.Write(_output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int DecodeSubscribe()
    {
        var input = new ReadOnlySequence<byte>(_subscribe);
        Frame.TryTake(ref input, 1 << 20, out var frame);
        Subscribe.TryRead(frame.Body.FirstSpan, ProtocolVersion.V5, out var packet);
        var bytes = 0;
        var entries = packet.Entries;
        while (entries.MoveNext()) bytes += entries.Filter.Length;
        return bytes;
    }

    [Benchmark]
    public int EncodeSubscribe()
    {
        _output.ResetWrittenCount();
        new Subscribe { PacketId = 1, Payload = _filters }.Write(_output, ProtocolVersion.V5);
        return _output.WrittenCount;
    }
}
