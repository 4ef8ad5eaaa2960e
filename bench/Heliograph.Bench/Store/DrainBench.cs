using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Bench.Store;

/// <summary>Takes what waits for the offline session of <c>mqload</c>, and checks it against what its publishers were acknowledged.</summary>
/// <remarks>
/// A payload begins with the publisher (u32) and the message's number in the run (u32). The file of acknowledgements is a
/// count (i64) and then a byte for each number, 1 for acknowledged.
/// </remarks>
public sealed class DrainBench : IDisposable
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(3);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly byte[] _input = new byte[4 << 20];
    private readonly Dictionary<uint, long> _latest = [];
    private readonly byte[] _acknowledged;
    private readonly bool[] _received;
    private int _held;
    private long _count, _repeated, _outOfOrder;
    private bool _sessionPresent;

    private DrainBench(byte[] acknowledged) => (_acknowledged, _received) = (acknowledged, new bool[acknowledged.Length]);

    /// <summary>Prints one line of JSON.</summary>
    /// <returns>Whether everything acknowledged came once and in order.</returns>
    public static bool Run(int port, string clientId, string acknowledgements)
    {
        using var drain = new DrainBench(File.ReadAllBytes(acknowledgements)[sizeof(long)..]);
        return drain.Run(port, clientId);
    }

    public void Dispose() => _socket.Dispose();

    private bool Run(int port, string clientId)
    {
        var watch = Stopwatch.StartNew();
        _socket.Connect(IPAddress.Loopback, port);
        _socket.ReceiveTimeout = (int)SilenceMax.TotalMilliseconds;
        new Connect
        {
            Version = ProtocolVersion.V311,
            ClientId = System.Text.Encoding.UTF8.GetBytes(clientId),
            HasUserName = true,
            UserName = "admin"u8,
            HasPassword = true,
            Password = "password"u8,
        }.Write(_output);
        var (seconds, counted) = (0.0, 0L);
        var wanted = _acknowledged.Count(one => one == 1);
        while (TryReceive()) // until it is silent: what was sent and not acknowledged may come as well
        {
            if (_count > counted) seconds = watch.Elapsed.TotalSeconds;
            counted = _count;
        }

        var lost = _acknowledged.Where((one, i) => one == 1 && !_received[i]).Count();
        Console.WriteLine(
            $"{{\"session_present\":{(_sessionPresent ? 1 : 0)},\"acknowledged\":{wanted},\"received\":{_count},\"lost\":{lost},\"repeated\":{_repeated},"
            + string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"out_of_order\":{_outOfOrder},\"seconds\":{seconds:0.00},\"per_second\":{_count / seconds:0}}}"));
        return lost + _repeated + _outOfOrder == 0;
    }

    // False when nothing comes any more.
    private bool TryReceive()
    {
        if (_output.WrittenCount > 0) _socket.Send(_output.WrittenSpan);
        _output.ResetWrittenCount();
        try
        {
            var read = _socket.Receive(_input.AsSpan(_held));
            if (read == 0) throw new IOException("the broker closed the connection");
            _held += read;
        }
        catch (SocketException silence) when (silence.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return false;
        }

        var rest = new ReadOnlySequence<byte>(_input, 0, _held);
        while (Frame.TryTake(ref rest, _input.Length, out var frame) == FrameStatus.Complete) Take(frame);
        var left = (int)rest.Length;
        _input.AsSpan(_held - left, left).CopyTo(_input);
        _held = left;
        return true;
    }

    private void Take(in Frame frame)
    {
        if (frame.Header.Type == PacketType.ConnAck) _sessionPresent = frame.Body.FirstSpan[0] == 1;
        if (frame.Header.Type != PacketType.Publish) return;
        var flags = frame.Header.Flags;
        if (!Publish.TryRead(frame.Body.FirstSpan, flags, ProtocolVersion.V311, PropertySite.PublishToClient, out var publish).IsNone)
            throw new InvalidDataException("a PUBLISH cannot be read");
        new Acknowledgement { Type = PacketType.PubAck, PacketId = publish.PacketId }.Write(_output, ProtocolVersion.V311);
        var publisher = BinaryPrimitives.ReadUInt32LittleEndian(publish.Payload);
        var number = BinaryPrimitives.ReadUInt32LittleEndian(publish.Payload[4..]);
        if (_received[number]) _repeated++;
        else _count++;
        _received[number] = true;
        if (_latest.TryGetValue(publisher, out var before) && before >= number) _outOfOrder++;
        _latest[publisher] = number;
    }
}
