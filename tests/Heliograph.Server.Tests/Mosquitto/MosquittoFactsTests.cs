using System.Net;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Mosquitto;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Mosquitto;

/// <summary>What programs know of Mosquitto 2.1 and rely upon, byte by byte; what 2.0 does too is judged in Heliograph.DropIn.</summary>
public sealed class MosquittoFactsTests : IDisposable
{
    private readonly ConfFolder _folder = new();
    private readonly int _port = ConfFolder.FreePort();

    private IPEndPoint EndPoint => new(IPAddress.Loopback, _port);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_case_adds_to_CONNACK_stands_between_aliases_and_sizes()
    {
        await using var server = await StartAsync("max_keepalive 60", "max_qos 1");
        await using var peer = await RawPeer.OpenAsync(EndPoint);
        await peer.SendAsync(Octets.Connect("", ProtocolVersion.V5, keepAliveSeconds: 100));
        var body = (await peer.ReadAsync()).Body;
        var id = Encoding.UTF8.GetString(body, 9, 41);
        Assert.Matches("^auto-[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", id);
        Assert.Equal(
            [0, 0, 60, 0x22, 0, 10, 0x12, 0, 41, .. Encoding.UTF8.GetBytes(id), 0x13, 0, 60, 0x27, 0, 0x1E, 0x84, 0x80, 0x21, 0, 20, 0x24, 1], body);
    }

    [Fact]
    public async Task Ids_to_a_client_go_up_from_1_and_answers_are_as_short_as_can_be()
    {
        await using var server = await StartAsync();
        await using var peer = await RawPeer.ConnectAsync(EndPoint, "a");
        await peer.SendAsync(Octets.Publish("nobody", [1], peer.Version, qos: 1, packetId: 7));
        Assert.Equal([0, 7, 0x10], (await peer.ReadAsync(PacketType.PubAck)).Body);
        await peer.SendAsync(Octets.Publish("nobody", [1], peer.Version, qos: 2, packetId: 8));
        Assert.Equal([0, 8, 0x10], (await peer.ReadAsync(PacketType.PubRec)).Body);
        await peer.SubscribeAsync("t", qos: 1);
        for (ushort i = 1; i <= 3; i++)
        {
            await peer.SendAsync(Octets.Publish("t", [1], peer.Version, qos: 1, packetId: (ushort)(100 + i)));
            Assert.Equal(i, (await peer.ReadAsync(PacketType.Publish)).PacketId);
            Assert.Equal([0, (byte)(100 + i)], (await peer.ReadAsync(PacketType.PubAck)).Body);
        }
    }

    [Fact]
    public async Task Twenty_are_in_flight_and_a_thousand_wait()
    {
        await using var server = await StartAsync();
        await using (var lasting = await RawPeer.ConnectAsync(EndPoint, "lasting", ProtocolVersion.V311, expirySeconds: 1)) await lasting.SubscribeAsync("t", qos: 1);
        await using var publisher = await RawPeer.ConnectAsync(EndPoint, "p", ProtocolVersion.V311);
        for (var i = 0; i < 1_010; i++) await publisher.PublishAsync("t", [1]);
        await using var back = await RawPeer.ConnectAsync(EndPoint, "lasting", ProtocolVersion.V311, expirySeconds: 1);
        var ids = new List<ushort>();
        for (var i = 0; i < 1_000; i++)
        {
            ids.Add((await back.ReadAsync(PacketType.Publish)).PacketId);
            if (i < 19) continue;
            if (i == 19)
            {
                await back.SendAsync(Octets.PingReq);
                Assert.Equal(PacketType.PingResp, (await back.ReadAsync()).Type); // no further one before an answer
            }

            await back.SendAsync(Octets.Acknowledgement(4, ids[i - 19])); // lets one more come
        }

        Assert.Equal(Enumerable.Range(1, 1_000).Select(id => (ushort)id), ids);
        await back.SendAsync([.. ids.TakeLast(19).Select(id => Octets.Acknowledgement(4, id)), Octets.PingReq]);
        Assert.Equal(PacketType.PingResp, (await back.ReadAsync()).Type);
    }

    [Theory]
    [InlineData(ProtocolVersion.V5)]
    [InlineData(ProtocolVersion.V311)]
    public async Task A_packet_above_two_million_bytes_ends_the_connection(ProtocolVersion version)
    {
        await using var server = await StartAsync();
        await using var peer = await RawPeer.ConnectAsync(EndPoint, "a", version);
        await peer.SendAsync(Octets.Publish("t", new byte[1_999_980], version, qos: 1, packetId: 1));
        await peer.ReadAsync(PacketType.PubAck);
        await peer.SendUntilCutAsync(Octets.Publish("t", new byte[2_000_001], version, qos: 1, packetId: 2));
        var said = await peer.ReadToEndAsync(mayReset: true);
        if (version == ProtocolVersion.V311) Assert.Empty(said);
        else Assert.All(said, packet => Assert.Equal((PacketType.Disconnect, ReasonCode.PacketTooLarge), (packet.Type, packet.Code)));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", false)]
    public async Task The_addresses_of_one_listener_share_its_bound_on_connections(string second, bool isIPv4)
    {
        if (!System.Net.Sockets.Socket.OSSupportsIPv6) return;
        _folder.Write("allow_anonymous true", "max_connections 1");
        await using var server = await _folder.StartAsync(_folder.Command(_port));
        Assert.Equal(2, server.Endpoints.Count);
        await using var first = await RawPeer.ConnectAsync(new(isIPv4 ? IPAddress.IPv6Loopback : IPAddress.Loopback, _port), "a");
        await using var other = await RawPeer.OpenAsync(new(IPAddress.Parse(second), _port));
        Assert.Empty(await other.ReadToEndAsync(mayReset: true));
    }

    [Fact]
    public async Task Packets_are_told_as_debug_lines_and_not_at_all_without()
    {
        await using (var server = await StartAsync("log_type debug"))
        {
            await using var peer = await RawPeer.ConnectAsync(EndPoint, "cli\nent");
            await peer.SubscribeAsync("a/#", qos: 1);
            await peer.SendAsync(Octets.Publish("a/\tb", [1, 2], peer.Version, qos: 1, packetId: 9));
            await peer.SendAsync(Octets.Acknowledgement(4, (await peer.ReadAsync(PacketType.Publish)).PacketId), Octets.Disconnect);
            await peer.ReadToEndAsync();
        }

        var lines = _folder.Log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]).ToArray();
        string[] told =
        [
            "Sending CONNACK to cli\\nent (0, 0)", "Received SUBSCRIBE from cli\\nent", "\ta/# (QoS 1)", "Sending SUBACK to cli\\nent",
            "Received PUBLISH from cli\\nent (d0, q1, r0, m9, 'a/\\tb', ... (2 bytes))", "Sending PUBLISH to cli\\nent (d0, q1, r0, m1, 'a/\\tb', ... (2 bytes))",
            "Sending PUBACK to cli\\nent (m9, rc0)", "Received PUBACK from cli\\nent (Mid: 1, RC:0)", "Received DISCONNECT from cli\\nent",
        ];
        Assert.Equal(told, lines.Where(told.Contains));
        _folder.Log.GetStringBuilder().Clear();
        await using var quiet = await StartAsync("log_type error", "log_type warning");
        await using var again = await RawPeer.ConnectAsync(EndPoint, "client");
        await again.PingAsync();
        await quiet.DisposeAsync();
        Assert.DoesNotContain("client", _folder.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ciphers NO-SUCH-SUITE", "'NO-SUCH-SUITE' is no suite that is spoken here")]
    [InlineData("ciphers AES128-SHA:!AES128-SHA", "No suite is left")]
    [InlineData("ciphers_tls1.3 ECDHE-RSA-AES256-GCM-SHA384", "is no suite that is spoken here: write names of suites with colons, such as TLS_AES_256_GCM_SHA384")]
    public void Lists_of_ciphers_that_leave_nothing_stop_the_start(string line, string words)
    {
        _folder.Write($"listener {_port}", line);
        var failure = Assert.Throws<MosquittoConfException>(() => MosquittoServer.Check(_folder.Command()));
        Assert.Contains(words, Assert.Single(failure.Errors).ToString(), StringComparison.Ordinal);
    }

    private Task<MosquittoServer> StartAsync(params string[] lines) => _folder.StartAsync([$"listener {_port} 127.0.0.1", "allow_anonymous true", .. lines]);
}
