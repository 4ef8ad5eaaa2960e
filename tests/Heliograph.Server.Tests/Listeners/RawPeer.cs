using System.Net;
using System.Net.Sockets;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>A client as a bare socket: it sends what it is told, reads when it is told, and keeps no rule by itself.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    /// <summary>How long what must come is waited for. On a good day nothing waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly NetworkStream _network;
    private readonly BufferedStream _input;
    private ushort _lastPacketId;

    private RawPeer(Socket socket, ProtocolVersion version)
    {
        Socket = socket;
        Version = version;
        _network = new(socket, ownsSocket: true);
        _input = new(_network, 65_536);
    }

    public Socket Socket { get; }

    public ProtocolVersion Version { get; }

    /// <summary>The packet that answered CONNECT.</summary>
    public Received ConnAck { get; private set; }

    /// <summary>Opens a connection and sends nothing.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="version">Of the packets to come.</param>
    /// <param name="receiveBufferBytes">What the kernel may hold for a peer that does not read; 0 leaves it.</param>
    /// <param name="from">The address to come from; null leaves it to the system.</param>
    public static async Task<RawPeer> OpenAsync(
        IPEndPoint endPoint, ProtocolVersion version = ProtocolVersion.V5, int receiveBufferBytes = 0, IPAddress? from = null)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBufferBytes > 0) socket.ReceiveBufferSize = receiveBufferBytes;
        if (from is not null) socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(endPoint);
        return new(socket, version);
    }

    /// <summary>Opens a connection and is accepted.</summary>
    public static async Task<RawPeer> ConnectAsync(
        IPEndPoint endPoint, string clientId, ProtocolVersion version = ProtocolVersion.V5, ushort keepAliveSeconds = 0,
        uint expirySeconds = 0, ushort receiveMaximum = 0, int receiveBufferBytes = 0,
        string? userName = null, string? password = null)
    {
        var peer = await OpenAsync(endPoint, version, receiveBufferBytes);
        await peer.SendAsync(Octets.Connect(clientId, version, keepAliveSeconds, expirySeconds, receiveMaximum, userName, password));
        peer.ConnAck = await peer.ReadAsync();
        Assert.Equal(PacketType.ConnAck, peer.ConnAck.Type);
        Assert.Equal(0, peer.ConnAck.Body[1]);
        return peer;
    }

    public async Task SendAsync(params byte[][] packets)
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var packet in packets) await _network.WriteAsync(packet, patience.Token);
    }

    /// <summary>Sends until the server closes or the bytes are out; what it thinks of them does not matter.</summary>
    public async Task SendUntilCutAsync(byte[] bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (IOException)
        {
            // Cut, as it deserves.
        }
    }

    public async Task<Received> ReadAsync() =>
        await TryReadAsync() ?? throw new EndOfStreamException("The server closed the connection.");

    /// <summary>The next packet, or null when the server has closed in good order.</summary>
    /// <exception cref="IOException">The connection was reset.</exception>
    public async Task<Received?> TryReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var one = new byte[1];
        if (await _input.ReadAsync(one, patience.Token) == 0) return null;
        var first = one[0];
        var (length, shift) = (0, 0);
        do
        {
            await _input.ReadExactlyAsync(one, patience.Token);
            length |= (one[0] & 0x7F) << shift;
            shift += 7;
        }
        while (one[0] >= 0x80);
        var body = new byte[length];
        await _input.ReadExactlyAsync(body, patience.Token);
        return new(first, body);
    }

    public async Task<Received> ReadAsync(PacketType type)
    {
        while (true)
        {
            var packet = await ReadAsync();
            if (packet.Type == type) return packet;
            Assert.NotEqual(PacketType.Disconnect, packet.Type);
        }
    }

    /// <summary>Everything until the server closes; a reset counts as closing where the test does not care.</summary>
    public async Task<List<Received>> ReadToEndAsync(bool mayReset = false)
    {
        var packets = new List<Received>();
        try
        {
            while (await TryReadAsync() is { } packet) packets.Add(packet);
        }
        catch (IOException) when (mayReset)
        {
            // Closed without ceremony.
        }

        return packets;
    }

    public async Task SubscribeAsync(string filter, int qos = 0)
    {
        await SendAsync(Octets.Subscribe(NextPacketId(), Version, qos, filter));
        Assert.Equal(qos, (await ReadAsync(PacketType.SubAck)).Body[^1]);
    }

    /// <summary>Publishes with QoS 1 and waits for the PUBACK.</summary>
    public async Task PublishAsync(string topic, byte[] payload)
    {
        await SendAsync(Octets.Publish(topic, payload, Version, qos: 1, NextPacketId()));
        await ReadAsync(PacketType.PubAck);
    }

    /// <summary>A fence: everything sent before it has been handled.</summary>
    public async Task PingAsync()
    {
        await SendAsync(Octets.PingReq);
        await ReadAsync(PacketType.PingResp);
    }

    public ushort NextPacketId() => _lastPacketId = (ushort)(_lastPacketId == ushort.MaxValue ? 1 : _lastPacketId + 1);

    public ValueTask DisposeAsync() => _input.DisposeAsync();
}

/// <summary>A packet as it came.</summary>
internal readonly record struct Received(byte First, byte[] Body)
{
    public PacketType Type => (PacketType)(First >> 4);

    public int QoS => (First >> 1) & 3;

    /// <summary>Of a DISCONNECT or CONNACK.</summary>
    public ReasonCode Code => (ReasonCode)(Type == PacketType.ConnAck ? Body[1] : Body is [var code, ..] ? code : 0);

    private int TopicLength => (Body[0] << 8) | Body[1];

    /// <summary>Of a PUBLISH with QoS above 0.</summary>
    public ushort PacketId => (ushort)((Body[2 + TopicLength] << 8) | Body[3 + TopicLength]);

    /// <summary>Of a PUBLISH that has no properties.</summary>
    public ReadOnlyMemory<byte> Payload(ProtocolVersion version) =>
        Body.AsMemory(2 + TopicLength + (QoS > 0 ? 2 : 0) + (version == ProtocolVersion.V5 ? 1 : 0));

    public string Topic => Encoding.UTF8.GetString(Body, 2, TopicLength);
}
