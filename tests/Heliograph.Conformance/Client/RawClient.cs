using System.Net;
using System.Net.Sockets;
using Heliograph.Mqtt;

namespace Heliograph.Conformance.Client;

/// <summary>
/// A client that sends what a test says, right or wrong, and shows every byte that comes back. It shares no code with
/// the product's codec.
/// </summary>
public sealed partial class RawClient : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come. Long: on a good day nothing waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket _socket;
    private readonly BufferedStream _stream;
    private readonly Queue<Packet> _passedOver = [];
    private int _lastPacketId;
    private long _packetBytesMax;

    private RawClient(Socket socket, ProtocolVersion version)
    {
        _socket = socket;
        _stream = new BufferedStream(new NetworkStream(socket, ownsSocket: true), 64 * 1024);
        Version = version;
    }

    public ProtocolVersion Version { get; }

    /// <summary>The packet that accepted the connection.</summary>
    public Packet ConnAck { get; private set; } = null!;

    /// <summary>Whether <see cref="ConnAck"/> has come.</summary>
    public bool IsAccepted => ConnAck is not null;

    /// <summary>Whether anything has come that no call has read.</summary>
    public bool HasInput => _passedOver.Count > 0 || _socket.Available > 0;

    /// <summary>Opens a TCP connection and sends nothing.</summary>
    public static async Task<RawClient> OpenAsync(int port, ProtocolVersion version)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawClient(socket, version);
    }

    /// <summary>Sends a CONNECT and waits for the CONNACK that accepts it.</summary>
    public async Task<RawClient> ConnectAsync(Connect connect)
    {
        await SendAsync(connect);
        ConnAck = await ExpectAsync(PacketType.ConnAck);
        Assert.Equal(0, ConnAck.Code);
        return this;
    }

    /// <summary>Sends a CONNECT; from here on no packet of the broker may be larger than it allows.</summary>
    public Task SendAsync(Connect connect)
    {
        _packetBytesMax = connect.Properties.FirstOrDefault(p => p.Id == PropertyId.MaximumPacketSize)?.Number ?? 0;
        return SendAsync(connect.Encode());
    }

    public async Task SendAsync(params byte[][] packets)
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.SendAsync(packets.SelectMany(packet => packet).ToArray(), patience.Token);
    }

    /// <summary>Sends bytes written in hex; spaces are for the reader.</summary>
    public Task SendAsync(string hex) => SendAsync(Octets.Hex(hex).Value);

    /// <summary>Answers one of the four acknowledgements; the reason exists in 5.0 only.</summary>
    public Task AcknowledgeAsync(PacketType type, int packetId, ReasonCode reason = ReasonCode.Success)
    {
        var writer = new PacketWriter().UInt16(packetId);
        if (Version == ProtocolVersion.V5 && reason != ReasonCode.Success) writer.Byte((int)reason);
        return SendAsync(writer.Frame(((int)type << 4) | (type == PacketType.PubRel ? 2 : 0)));
    }

    /// <summary>Answers a PUBLISH with the PUBACK or PUBREC that belongs to it, and goes no further.</summary>
    public Task AnswerAsync(Packet publish, ReasonCode reason = ReasonCode.Success) =>
        AcknowledgeAsync(publish.QoS == 1 ? PacketType.PubAck : PacketType.PubRec, publish.PacketId, reason);

    /// <summary>The next packet that no earlier call has passed over, or null when the broker has closed.</summary>
    public async Task<Packet?> TryNextAsync() =>
        _passedOver.TryDequeue(out var packet) ? packet : await TryReadAsync();

    /// <summary>All that comes until the broker closes, in hexadecimal, whatever it is.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var all = new MemoryStream();
        await _stream.CopyToAsync(all, patience.Token);
        return Convert.ToHexString(all.ToArray());
    }

    /// <summary>The next packet; the broker may not close.</summary>
    public async Task<Packet> NextAsync()
    {
        var packet = await TryNextAsync();
        Assert.True(packet is not null, "The broker closed the connection");
        return packet;
    }

    /// <summary>Sends a SUBSCRIBE and waits for its SUBACK, whatever comes before it.</summary>
    public async Task<Packet> SubscribeAsync(IEnumerable<Subscription> subscriptions, params Property[] properties)
    {
        var id = NextPacketId();
        await SendAsync(EncodeSubscribe(id, subscriptions, properties));
        return await AwaitAsync(packet => packet.Type == PacketType.SubAck && packet.PacketId == id);
    }

    public Task<Packet> SubscribeAsync(string filter, int qos = 0) => SubscribeAsync([new Subscription(filter, qos)]);

    public byte[] EncodeSubscribe(int packetId, IEnumerable<Subscription> subscriptions, params Property[] properties)
    {
        var writer = new PacketWriter().UInt16(packetId).Properties(Version, properties);
        foreach (var subscription in subscriptions) writer.Field(subscription.Filter).Byte(subscription.Options);
        return writer.Frame(0x82);
    }

    public async Task<Packet> UnsubscribeAsync(params Octets[] filters)
    {
        var id = NextPacketId();
        await SendAsync(EncodeUnsubscribe(id, filters));
        return await AwaitAsync(packet => packet.Type == PacketType.UnsubAck && packet.PacketId == id);
    }

    public byte[] EncodeUnsubscribe(int packetId, params Octets[] filters)
    {
        var writer = new PacketWriter().UInt16(packetId).Properties(Version, []);
        foreach (var filter in filters) writer.Field(filter);
        return writer.Frame(0xA2);
    }

    /// <summary>Publishes and sees the handshake through: when it returns, the broker has routed the message.</summary>
    /// <returns>The PUBACK or PUBREC; the PINGRESP behind a QoS 0 message.</returns>
    public async Task<Packet> PublishAsync(Publish publish)
    {
        var id = publish.PacketId ?? (publish.QoS > 0 ? NextPacketId() : 0);
        await SendAsync((publish with { PacketId = id }).Encode(Version));
        if (publish.QoS == 0) return await PingAsync();
        var reply = await AwaitAsync(p => p.Type is PacketType.PubAck or PacketType.PubRec && p.PacketId == id);
        Assert.Equal(publish.QoS == 1 ? PacketType.PubAck : PacketType.PubRec, reply.Type);
        if (publish.QoS == 1 || reply.Code >= 0x80) return reply;
        await AcknowledgeAsync(PacketType.PubRel, id);
        await AwaitAsync(packet => packet.Type == PacketType.PubComp && packet.PacketId == id);
        return reply;
    }

    public Task<Packet> PublishAsync(string topic, string payload = "", int qos = 0, bool retain = false) =>
        PublishAsync(new Publish(topic, payload) { QoS = qos, Retain = retain });

    /// <summary>Sends a PINGREQ and waits for its PINGRESP: everything sent before it has been handled.</summary>
    public async Task<Packet> PingAsync()
    {
        await SendAsync("C0 00");
        return await AwaitAsync(packet => packet.Type == PacketType.PingResp);
    }

    /// <summary>Leaves with a DISCONNECT, and returns when the broker has closed.</summary>
    public async Task DisconnectAsync(ReasonCode reason = ReasonCode.Success, params Property[] properties)
    {
        var writer = new PacketWriter();
        if (Version == ProtocolVersion.V5) writer.Byte((int)reason).Properties(Version, properties);
        await SendAsync(writer.Frame(0xE0));
        await WaitForCloseAsync();
    }

    /// <summary>Leaves without a DISCONNECT, as a lost network does, and returns when the broker has noticed.</summary>
    public async Task DropAsync()
    {
        _socket.Shutdown(SocketShutdown.Send);
        await WaitForCloseAsync();
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private int NextPacketId() => _lastPacketId = (_lastPacketId % 65_535) + 1;

    private async Task WaitForCloseAsync()
    {
        while (await TryReadAsync() is not null) { }
        await _stream.DisposeAsync();
    }

    /// <summary>Reads on until the wanted packet; those before it are kept for later calls.</summary>
    private async Task<Packet> AwaitAsync(Predicate<Packet> wanted)
    {
        while (true)
        {
            var packet = await TryReadAsync();
            Assert.True(packet is not null, "The broker closed the connection");
            if (wanted(packet)) return packet;
            Assert.True(packet.Type != PacketType.Disconnect, $"The broker sent {packet}");
            _passedOver.Enqueue(packet);
        }
    }

    private async Task<Packet?> TryReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var header = new List<byte>();
            if (!await TryReadByteAsync(header, patience.Token)) return null;
            do await TryReadByteAsync(header, patience.Token);
            while (header[^1] >= 0x80 && header.Count < 5);
            Assert.True(header.Count == 2 || header[^1] != 0, "A remaining length longer than need be");
            var length = header.Skip(1).Select((octet, place) => (octet & 0x7F) << (7 * place)).Sum();
            var body = new byte[length];
            await _stream.ReadExactlyAsync(body, patience.Token);
            var isWithinLimit = _packetBytesMax == 0 || header.Count + length <= _packetBytesMax;
            Assert.True(isWithinLimit, $"{header.Count + length} bytes exceed Maximum Packet Size {_packetBytesMax}");
            var packet = PacketReader.Read([.. header, .. body], header.Count, Version);
            BrokerRules.Check(packet, Version);
            return packet;
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The broker sent nothing for {Patience.TotalSeconds} s");
        }
    }

    private async Task<bool> TryReadByteAsync(List<byte> bytes, CancellationToken cancel)
    {
        var one = new byte[1];
        if (await _stream.ReadAsync(one, cancel) == 0) return false;
        bytes.Add(one[0]);
        return true;
    }
}
