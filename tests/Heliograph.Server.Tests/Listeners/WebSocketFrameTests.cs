using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>WebSocket frames as bytes, cut, mixed and broken.</summary>
public sealed class WebSocketFrameTests : IDisposable
{
    private const byte Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10, Final = 0x80;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly byte[] Connect = Octets.Connect("a", ProtocolVersion.V311);

    private readonly RecordingLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_packet_may_be_cut_anywhere_with_pings_between()
    {
        await using var server = await StartAsync();
        await using var stream = await OpenAsync(server);
        for (var at = 0; at < Connect.Length; at++)
        {
            // One message in fragments of one byte each; between them control frames (RFC 6455, 5.4).
            await stream.WriteAsync(Frame((byte)((at == 0 ? Binary : Continuation) | (at == Connect.Length - 1 ? Final : 0)), Connect[at..(at + 1)]), Stop);
            await stream.WriteAsync(Frame(Ping | Final, [(byte)at]), Stop);
        }

        var frames = new List<(byte Head, byte[] Payload)>();
        while (frames.Count < Connect.Length + 1) frames.Add(await ReadAsync(stream));
        Assert.Equal([0x20, 2, 0, 0], Assert.Single(frames, frame => frame.Head == (Binary | Final)).Payload);
        Assert.Equal(Enumerable.Range(0, Connect.Length), frames.Where(frame => frame.Head == (Pong | Final)).Select(frame => (int)frame.Payload[0]));
    }

    [Fact]
    public async Task Many_packets_in_one_frame_and_one_packet_in_many_messages_are_the_same()
    {
        await using var server = await StartAsync();
        await using var stream = await OpenAsync(server);
        await stream.WriteAsync(Frame(Binary | Final, [.. Connect, .. Octets.PingReq, .. Octets.PingReq, Octets.PingReq[0]]), Stop);
        await stream.WriteAsync(Frame(Binary | Final, []), Stop);
        await stream.WriteAsync(Frame(Binary | Final, [Octets.PingReq[1]]), Stop);
        var answers = new List<byte>();
        while (answers.Count < 10) answers.AddRange((await ReadAsync(stream)).Payload);
        Assert.Equal([0x20, 2, 0, 0, 0xD0, 0, 0xD0, 0, 0xD0, 0], answers);
    }

    [Fact]
    public async Task Text_ends_the_connection_with_the_code_for_it()
    {
        await using var server = await StartAsync();
        await using var stream = await OpenAsync(server);
        await stream.WriteAsync(Frame(Text | Final, Connect), Stop);
        var (head, payload) = await ReadAsync(stream);
        Assert.Equal((Close | Final, 1003), (head, BinaryPrimitives.ReadUInt16BigEndian(payload)));
    }

    [Theory]
    [InlineData("unmasked", "8200")]
    [InlineData("reserved bit", "C280AABBCCDD")]
    [InlineData("unknown opcode", "8380AABBCCDD")]
    [InlineData("continuation of nothing", "8081AABBCCDD10")]
    [InlineData("control frame in pieces", "0980AABBCCDD")]
    [InlineData("control frame too long", "89FE0080AABBCCDD")]
    [InlineData("length with its top bit", "82FFFFFFFFFFFFFFFFFFAABBCCDD")]
    public async Task What_breaks_the_rules_of_frames_is_closed(string what, string hex)
    {
        await using var server = await StartAsync();
        await using (var stream = await OpenAsync(server))
        {
            await stream.WriteAsync(Convert.FromHexString(hex), Stop);
            var end = await Visitor.ReadToEndAsync(stream);
            Assert.True(end.Length == 0 || end[0] == (Close | Final), what);
        }

        await server.UntilAsync(status => status.Connections == 0);
    }

    [Fact]
    public async Task A_frame_that_says_it_is_endless_is_read_as_it_comes_and_bounded_by_the_packet()
    {
        await using var server = await StartAsync(new() { PacketBytesMax = 1_000 });
        await using var stream = await OpenAsync(server);
        await stream.WriteAsync((byte[])[0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, .. Connect], Stop);
        // The runtime fills its buffer before it hands on, so that small packets need company.
        var company = Octets.Publish("t", new byte[500], ProtocolVersion.V311);
        for (var count = 0; count < 20; count++) await stream.WriteAsync(company, Stop);
        Assert.Equal([0x20, 2, 0, 0], (await ReadAsync(stream)).Payload);
        await stream.WriteAsync((byte[])[0x30, 0xFF, 0xFF, 0xFF, 0x7F, .. new byte[9_000]], Stop); // a PUBLISH of 256 MB
        await Visitor.ReadToEndAsync(stream);
        await server.UntilAsync(status => status.Connections == 0);
    }

    [Fact]
    public async Task Random_frames_end_their_own_connections_and_nothing_else()
    {
        await using var server = await StartAsync();
        await using var bystander = await OpenAsync(server);
        await bystander.WriteAsync(Frame(Binary | Final, Octets.Connect("bystander", ProtocolVersion.V311)), Stop);
        await ReadAsync(bystander);
        await Parallel.ForEachAsync(Enumerable.Range(1, 300), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Stop }, async (seed, _) =>
        {
            var random = new Random(seed);
            await using var stream = await OpenAsync(server);
            try
            {
                for (var frames = random.Next(1, 12); frames > 0; frames--) await stream.WriteAsync(RandomFrame(random), Stop);
                stream.Socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception cut) when (cut is IOException or SocketException)
            {
                // as it deserves
            }

            await Visitor.ReadToEndAsync(stream);
        });
        await bystander.WriteAsync(Frame(Binary | Final, Octets.PingReq), Stop);
        Assert.Equal([0xD0, 0], (await ReadAsync(bystander)).Payload);
        await server.UntilAsync(status => status.Connections == 1);
        Assert.False(_log.Has(LogLevel.Error, ""), _log.ToString());
    }

    // Mostly right, so that it gets far.
    private static byte[] RandomFrame(Random random)
    {
        var payload = random.Next(3) == 0 ? Connect : new byte[random.Next(200)];
        if (payload != Connect) random.NextBytes(payload);
        byte[] opcodes = [Binary, Binary, Binary, Continuation, Text, Close, Ping, Pong, (byte)random.Next(16)];
        var frame = Frame((byte)(opcodes[random.Next(opcodes.Length)] | (random.Next(4) == 0 ? 0 : Final)), payload);
        if (random.Next(4) == 0) frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
        return random.Next(8) == 0 ? frame[..random.Next(frame.Length)] : frame;
    }

    private Task<HeliographServer> StartAsync(Broker.BrokerOptions? broker = null) => Visitor.StartAsync(new() { Protocol = ListenerProtocol.Any }, _log, broker);

    private static async Task<NetworkStream> OpenAsync(HeliographServer server)
    {
        var stream = await Visitor.OpenAsync(server.EndPoint());
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"u8.ToArray(), Stop);
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await Visitor.ReadExactlyAsync(stream, 1))[0]);
        Assert.StartsWith("HTTP/1.1 101 ", head.ToString(), StringComparison.Ordinal);
        return stream;
    }

    // Masked, as a client's must be.
    private static byte[] Frame(byte head, byte[] payload)
    {
        byte[] mask = [1, 2, 3, 4];
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [head, .. length, .. mask, .. payload.Select((octet, at) => (byte)(octet ^ mask[at % 4]))];
    }

    private static async Task<(byte Head, byte[] Payload)> ReadAsync(Stream stream)
    {
        var head = await Visitor.ReadExactlyAsync(stream, 2);
        Assert.InRange(head[1], 0, 125); // what a server sends is not masked
        return (head[0], await Visitor.ReadExactlyAsync(stream, head[1]));
    }
}
