using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using Heliograph.Server.Listeners.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Fuzz.Targets;

/// <summary>What a client sends after its WebSocket handshake: frames (RFC 6455, section 5.2), whole or not.</summary>
public sealed class WebSocketTarget : ITarget
{
    // Far above what any input needs, so that a busy machine is no finding.
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    private const byte Binary = 2, Continuation = 0, Close = 8;

    public string Name => "websocket";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0x82], [0x02], [0x80], [0x00], [0x81], [0x88, 0x80, 0, 0, 0, 0], [0x89, 0x80, 0, 0, 0, 0], [0x8A, 0x80, 0, 0, 0, 0], [0xFE, 0, 126], [0xFF, 0, 0, 0, 0, 0, 1, 0, 0],
        [0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0], [0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x82, 0x81, 1, 2, 3, 4, 5], [0x02, 0x80, 0, 0, 0, 0], [0xC2], [0x88, 0x82, 0, 0, 0, 0, 3, 0xE8],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        var (expected, isClosed) = Read(bytes);
        var run = ReceiveAsync(bytes);
        FindingException.Unless(run.Wait(TimeMax), "an end");
        var received = run.Result;
        FindingException.Unless(expected.AsSpan().StartsWith(received), "no byte but those of binary frames, in their order");
        FindingException.Unless(!isClosed || received.Length == expected.Length, "all of them before the close");
    }

    private static async Task<byte[]> ReceiveAsync(byte[] bytes)
    {
        var received = new ArrayBufferWriter<byte>();
        using var socket = WebSocket.CreateFromStream(new Sent(bytes), new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        try
        {
            await new WebSocketTransport(new DefaultHttpContext(), socket).RunAsync(async connection =>
            {
                while (true)
                {
                    var read = await connection.Transport.Input.ReadAsync();
                    foreach (var part in read.Buffer) received.Write(part.Span);
                    connection.Transport.Input.AdvanceTo(read.Buffer.End);
                    if (read.IsCompleted) return;
                }
            });
        }
        catch (ConnectionAbortedException)
        {
            // The frames break the rules.
        }

        return received.WrittenSpan.ToArray();
    }

    // As plainly as the RFC says it: the bytes of the binary messages up to the first thing that ends them, and whether that was a close.
    private static (byte[] Bytes, bool IsClosed) Read(byte[] input)
    {
        var bytes = new List<byte>();
        var isWithin = false; // a message of several frames
        for (var at = 0; at + 2 <= input.Length;)
        {
            var (isLast, opcode, isMasked, isReserved) = ((input[at] & 0x80) != 0, input[at] & 0x0F, (input[at + 1] & 0x80) != 0, (input[at] & 0x70) != 0);
            ulong length = (uint)input[at + 1] & 0x7F;
            at += 2;
            if (isReserved || !isMasked) break;
            if (opcode >= Close && (!isLast || length > 125)) break;
            if (opcode < Close && opcode != (isWithin ? Continuation : Binary)) break;
            var extension = length switch { 126 => 2, 127 => 8, _ => 0 };
            if (at + extension + 4 > input.Length) break;
            if (extension == 2) length = BinaryPrimitives.ReadUInt16BigEndian(input.AsSpan(at));
            if (extension == 8) length = BinaryPrimitives.ReadUInt64BigEndian(input.AsSpan(at));
            at += extension;
            var mask = input.AsSpan(at, 4);
            at += 4;
            if (opcode < Close)
            {
                for (var i = 0; at < input.Length && (ulong)i < length; i++, at++) bytes.Add((byte)(input[at] ^ mask[i % 4]));
                isWithin = !isLast;
                continue;
            }

            if ((ulong)(input.Length - at) < length) break;
            // With a code there are rules for what it may be and say.
            if (opcode == Close) return ([.. bytes], length == 0);
            at += (int)length;
        }

        return ([.. bytes], false);
    }

    /// <summary>A stream of what was sent, whose other direction goes nowhere.</summary>
    private sealed class Sent(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanWrite => true;

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.CompletedTask;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}
