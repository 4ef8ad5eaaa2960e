using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Clients;

namespace Heliograph.Crash.Clients;

/// <summary>Handles one packet of the broker.</summary>
internal delegate void PacketHandler(FixedHeader header, ReadOnlySpan<byte> body);

/// <summary>One network connection: packets are gathered in <see cref="Output"/> and written by a flush.</summary>
internal sealed class Link : IDisposable
{
    private const int PacketBytesMax = 1_000_000;
    private readonly Socket _socket;
    private readonly PipeReader _input;
    private readonly ArrayBufferWriter<byte> _output = new(4_096);

    private Link(Socket socket)
    {
        _socket = socket;
        _input = PipeReader.Create(new NetworkStream(socket), new(bufferSize: 16_384));
    }

    public IBufferWriter<byte> Output => _output;
    public bool IsDisposed { get; private set; }

    /// <summary>CONNACK has come.</summary>
    public bool IsAccepted { get; set; }

    /// <returns>Null when nobody listens there.</returns>
    public static async Task<Link?> TryOpenAsync(int port, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, stop);
            return new Link(socket);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException) return null;
            throw;
        }
    }

    /// <summary>Handles what has arrived, at least one byte or the end; nothing at all after <see cref="Wake"/>.</summary>
    /// <returns>False at the end of the connection.</returns>
    public async Task<bool> ReadAsync(PacketHandler handle, CancellationToken stop)
    {
        ReadResult read;
        try
        {
            read = await _input.ReadAsync(stop);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }

        var rest = read.Buffer;
        FrameStatus status;
        while ((status = Frame.TryTake(ref rest, PacketBytesMax, out var frame)) == FrameStatus.Complete)
            handle(frame.Header, frame.Body.IsSingleSegment ? frame.Body.FirstSpan : frame.Body.ToArray());
        if (status != FrameStatus.NeedMore) throw new ProtocolException($"a packet of the broker is {status}");
        _input.AdvanceTo(rest.Start, rest.End);
        return !read.IsCompleted;
    }

    /// <summary>Writes what was gathered; when the connection is gone the reader will see it.</summary>
    public async Task FlushAsync(CancellationToken stop)
    {
        try
        {
            for (var rest = _output.WrittenMemory; !rest.IsEmpty;) rest = rest[await _socket.SendAsync(rest, stop)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }

        _output.ResetWrittenCount();
    }

    /// <summary>Makes the read that waits, or the next one, return at once. For any thread.</summary>
    public void Wake() => _input.CancelPendingRead();

    /// <summary>Ends the connection as a crashed client does: what is on its way is lost. For any thread.</summary>
    public void Reset() => _socket.Close(timeout: 0);

    public void Dispose()
    {
        IsDisposed = true;
        _socket.Dispose();
    }
}
