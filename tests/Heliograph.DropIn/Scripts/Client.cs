using Heliograph.Conformance.Client;
using Heliograph.Mqtt;

namespace Heliograph.DropIn.Scripts;

/// <summary>A client of a script: it sends what the script says, answers deliveries, and gives back every packet that came.</summary>
internal sealed class Client(Stream stream, ProtocolVersion version) : IAsyncDisposable
{
    private static readonly byte[] PingReq = [0xC0, 0];
    private readonly BufferedStream _input = new(stream, 64 * 1024);
    private readonly Queue<Packet> _held = [];
    private int _lastPacketId;

    public ProtocolVersion Version => version;

    /// <summary>Whether the broker has ended the connection.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Deliveries stay without an answer while this is set.</summary>
    public bool IsHolding { get; set; }

    public int NextPacketId() => ++_lastPacketId;

    /// <summary>Sends; a broker that has closed is found when reading.</summary>
    public async Task SendAsync(params byte[][] packets)
    {
        try
        {
            await stream.WriteAsync(packets.SelectMany(packet => packet).ToArray());
            await stream.FlushAsync();
        }
        catch (IOException)
        {
            // Closed; so says the next read.
        }
    }

    /// <summary>The next packet; null when the broker has closed.</summary>
    public async Task<Packet?> NextAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        try
        {
            var header = new byte[1];
            if (IsClosed || await _input.ReadAsync(header, patience.Token) == 0) return End();
            var octet = new byte[1];
            do
            {
                await _input.ReadExactlyAsync(octet, patience.Token);
                header = [.. header, octet[0]];
            }
            while (octet[0] >= 0x80);
            var length = header.Skip(1).Select((digit, place) => (digit & 0x7F) << (7 * place)).Sum();
            var body = new byte[length];
            await _input.ReadExactlyAsync(body, patience.Token);
            return PacketReader.Read([.. header, .. body], header.Length, version);
        }
        catch (IOException)
        {
            return End();
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The broker neither sent nor closed for {Patience.Limit.TotalSeconds} s");
        }
    }

    /// <summary>
    /// Everything that is on its way, until nothing more follows from what this client answers: a PINGRESP overtakes nobody.
    /// </summary>
    public async Task<List<Packet>> SettleAsync()
    {
        var packets = new List<Packet>();
        var isAnswering = true;
        while (isAnswering && !IsClosed)
        {
            isAnswering = false;
            await SendAsync(PingReq);
            while (await NextAsync() is { Type: not PacketType.PingResp } packet)
            {
                packets.Add(packet);
                isAnswering |= await AnswerAsync(packet);
            }
        }

        return packets;
    }

    /// <summary>Reads until the broker closes.</summary>
    public async Task<List<Packet>> ReadToEndAsync()
    {
        var packets = new List<Packet>();
        while (await NextAsync() is { } packet)
        {
            if (packet.Type != PacketType.PingResp) packets.Add(packet);
        }

        return packets;
    }

    /// <summary>Waits for a message, then for all that follows it.</summary>
    public async Task<List<Packet>> AwaitMessageAsync()
    {
        var packets = new List<Packet>();
        while (await NextAsync() is { } packet)
        {
            packets.Add(packet);
            await AnswerAsync(packet);
            if (packet.Type == PacketType.Publish) break;
        }

        return [.. packets, .. await SettleAsync()];
    }

    /// <summary>Answers what was held back.</summary>
    public async Task ReleaseAsync()
    {
        IsHolding = false;
        while (_held.TryDequeue(out var packet)) await AnswerAsync(packet);
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private Packet? End()
    {
        IsClosed = true;
        return null;
    }

    private async Task<bool> AnswerAsync(Packet packet)
    {
        var answer = packet switch
        {
            { Type: PacketType.Publish, QoS: 1 } => 0x40,
            { Type: PacketType.Publish, QoS: 2 } => 0x50,
            { Type: PacketType.PubRec, Code: < 0x80 } => 0x62,
            { Type: PacketType.PubRel } => 0x70,
            _ => 0,
        };
        if (answer == 0) return false;
        if (IsHolding && packet.Type == PacketType.Publish)
        {
            _held.Enqueue(packet);
            return false;
        }

        await SendAsync(new PacketWriter().UInt16(packet.PacketId).Frame(answer));
        return true;
    }
}
