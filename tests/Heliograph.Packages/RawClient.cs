using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Testing;

namespace Heliograph.Packages;

/// <summary>A 5.0 client of few words over a connection in memory: says what it is told, and reads packet by packet.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly ProtocolVersion _version;
    private ushort _lastId;

    private RawClient(Stream stream, ProtocolVersion version) => (_stream, _input, _version) = (stream, PipeReader.Create(stream), version);

    public static async Task<RawClient> ConnectAsync(
        HeliographTestServer server, string clientId, ushort keepAlive = 0, uint expirySeconds = 0, string? filter = null,
        string? user = null, string password = "", ProtocolVersion version = ProtocolVersion.V5)
    {
        var client = new RawClient(server.Connect(), version);
        Assert.Equal(0, await client.LogInAsync(clientId, keepAlive, expirySeconds, user, password));
        if (filter is not null) await client.SubscribeAsync(filter);
        return client;
    }

    /// <summary>The code of the CONNACK for these credentials.</summary>
    public static async Task<byte> RefusalAsync(HeliographTestServer server, string user, string password)
    {
        using var client = new RawClient(server.Connect(), ProtocolVersion.V5);
        return await client.LogInAsync("refused", 0, 0, user, password);
    }

    /// <summary>Publishes at QoS 1.</summary>
    /// <returns>The code of the PUBACK; -1 when the connection ended in its place.</returns>
    public async Task<int> PublishAsync(string topic, string payload)
    {
        await SendPublishAsync(topic, payload);
        return await ReadAsync() is { Type: PacketType.PubAck } answer ? (answer.Body.Length > 2 ? answer.Body[2] : 0) : -1;
    }

    /// <summary>Publishes at QoS 1 and does not wait.</summary>
    public Task SendPublishAsync(string topic, string payload) => SendAsync(output => new Publish
    {
        Topic = Encoding.UTF8.GetBytes(topic), Payload = Encoding.UTF8.GetBytes(payload), QoS = QoS.AtLeastOnce, PacketId = ++_lastId,
    }.Write(output, _version));

    /// <summary>The next packet; null when the connection has ended.</summary>
    public async Task<(PacketType Type, byte[] Body)?> ReadAsync()
    {
        while (true)
        {
            var read = await _input.ReadAsync(TestContext.Current.CancellationToken);
            var unread = read.Buffer;
            if (Frame.TryTake(ref unread, int.MaxValue, out var frame) == FrameStatus.Complete)
            {
                var packet = (frame.Header.Type, frame.Body.ToArray());
                _input.AdvanceTo(unread.Start);
                return packet;
            }

            _input.AdvanceTo(unread.Start, unread.End);
            if (read.IsCompleted) return null;
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task<byte> LogInAsync(string clientId, ushort keepAlive, uint expirySeconds, string? user, string password)
    {
        await SendAsync(output =>
        {
            var properties = new PropertyWriter(stackalloc byte[16]);
            if (expirySeconds > 0) properties.Add(PropertyId.SessionExpiryInterval, expirySeconds);
            new Connect
            {
                Version = _version, CleanStart = true, ClientId = Encoding.UTF8.GetBytes(clientId), KeepAlive = keepAlive, Properties = properties.Block,
                HasUserName = user is not null, UserName = Encoding.UTF8.GetBytes(user ?? ""), HasPassword = user is not null, Password = Encoding.UTF8.GetBytes(password),
            }.Write(output);
            properties.Dispose();
        });
        return (await ReadAsync())!.Value.Body[1];
    }

    private async Task SubscribeAsync(string filter)
    {
        await SendAsync(output =>
        {
            var entries = new ArrayBufferWriter<byte>();
            SubscribeEntries.Append(entries, Encoding.UTF8.GetBytes(filter), new(QoS.AtLeastOnce));
            new Subscribe { PacketId = ++_lastId, Payload = entries.WrittenSpan }.Write(output, _version);
        });
        Assert.Equal(PacketType.SubAck, (await ReadAsync())!.Value.Type);
    }

    private async Task SendAsync(Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        await _stream.WriteAsync(output.WrittenMemory, TestContext.Current.CancellationToken);
    }
}
