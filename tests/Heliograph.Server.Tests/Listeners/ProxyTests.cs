using System.Net;
using System.Net.WebSockets;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Server.Admin;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Security.Bans;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Who comes through a proxy: the client is whom the proxy names, when the proxy is trusted.</summary>
public sealed class ProxyTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly byte[] HeaderV2 = Convert.FromHexString("0D0A0D0A000D0A515549540A2111000CC6336407C00002019C41075B");
    private static readonly byte[] LocalV2 = Convert.FromHexString("0D0A0D0A000D0A515549540A20000000");

    private readonly TemporaryFolder _folder = new();
    private readonly Doorkeeper _doorkeeper = new();
    private readonly RecordingLog _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(ListenerProtocol.Mqtt)]
    [InlineData(ListenerProtocol.Any)]
    public async Task The_client_is_whom_the_header_names(ListenerProtocol protocol)
    {
        await using var server = await StartAsync(protocol, "127.0.0.0/8");
        await ConnectAsync(server, Encoding.ASCII.GetBytes("PROXY TCP4 198.51.100.7 192.0.2.1 40001 1883\r\n"));
        await ConnectAsync(server, HeaderV2);
        await ConnectAsync(server, LocalV2);
        await ConnectAsync(server, Encoding.ASCII.GetBytes("PROXY TCP4 127.0.0.1 127.0.0.1 5 1883\r\n"));
        await ConnectAsync(server, Encoding.ASCII.GetBytes("PROXY UNKNOWN\r\n"));
        var peers = _doorkeeper.Peers;
        Assert.Equal("198.51.100.7:40001", peers[0].Address);
        Assert.Equal("198.51.100.7:40001", peers[1].Address);
        Assert.StartsWith("127.0.0.1:", peers[2].Address, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1:5", peers[3].Address);
        Assert.Equal([false, false, true, true, false], peers.Select(peer => peer.IsLoopback));
    }

    [Fact]
    public async Task A_trusted_proxy_that_sends_no_header_or_a_wrong_one_is_closed_with_the_reason()
    {
        await using var server = await StartAsync(ListenerProtocol.Any, "127.0.0.1");
        await TurnedAwayAsync(server, Octets.Connect("a", ProtocolVersion.V311), "no PROXY header");
        await TurnedAwayAsync(server, "PROXY TCP4 nonsense\r\n"u8.ToArray(), "version 1 that is malformed");
        await TurnedAwayAsync(server, [.. HeaderV2[..13], 0x12, 0, 0], "no kind of connection");
        Assert.Empty(_doorkeeper.Peers);
    }

    [Fact]
    public async Task A_header_that_does_not_come_is_waited_for_no_longer_than_the_time_to_connect()
    {
        await using var server = await StartAsync(ListenerProtocol.Any, "127.0.0.1", TimeSpan.FromMilliseconds(100));
        await TurnedAwayAsync(server, HeaderV2[..20], "no whole PROXY header, and connect_timeout");
    }

    [Theory]
    [InlineData(ListenerProtocol.Mqtt)]
    [InlineData(ListenerProtocol.Any)]
    public async Task An_address_that_is_not_trusted_comes_for_itself_and_its_header_is_refused(ListenerProtocol protocol)
    {
        await using var server = await StartAsync(protocol, "10.0.0.0/8");
        await TurnedAwayAsync(server, HeaderV2, "a PROXY header from an address that trusted_proxies does not name");
        await TurnedAwayAsync(server, "PROXY TCP4 198.51.100.7 192.0.2.1 40001 1883\r\n"u8.ToArray(), "that trusted_proxies does not name");
        await ConnectAsync(server, []);
        Assert.True(Assert.Single(_doorkeeper.Peers).IsLoopback);
    }

    [Fact]
    public async Task A_ban_of_an_address_holds_for_who_comes_through_a_proxy()
    {
        using var bans = new BanList(_folder.At("bans.json"), TimeProvider.System);
        bans.Add(new(BanKind.Address, "198.51.100.0/24", "test"), "test", null);
        await using var server = await StartAsync(ListenerProtocol.Any, "127.0.0.1", bans: bans);
        await using (var stream = await Visitor.OpenAsync(server.EndPoint()))
        {
            await stream.WriteAsync((byte[])[.. HeaderV2, .. Octets.Connect("a", ProtocolVersion.V311)], Stop);
            Assert.Empty(await Visitor.ReadToEndAsync(stream));
        }

        await using var web = await StartAsync(ListenerProtocol.Any, "127.0.0.1", bans: bans, hasProxyProtocol: false);
        using (var socket = new ClientWebSocket())
        {
            socket.Options.SetRequestHeader("X-Forwarded-For", "198.51.100.9");
            await Assert.ThrowsAsync<WebSocketException>(() => OverWebSocketAsync(web, socket));
        }

        Assert.Empty(_doorkeeper.Peers);
    }

    [Theory]
    [InlineData("127.0.0.1", "198.51.100.9", "198.51.100.9:0", false)]
    [InlineData("127.0.0.1", "evil, 198.51.100.9, 127.0.0.1", "198.51.100.9:0", false)]
    [InlineData("127.0.0.1", null, "127.0.0.1:", false)]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.1:0", true)]
    [InlineData("10.0.0.0/8", "198.51.100.9", "127.0.0.1:", true)]
    public async Task Over_WebSocket_the_client_is_the_one_forwarded_for(string trusted, string? header, string address, bool isLoopback)
    {
        await using var server = await StartAsync(ListenerProtocol.Any, trusted, hasProxyProtocol: false);
        using var socket = new ClientWebSocket();
        if (header is not null) socket.Options.SetRequestHeader("X-Forwarded-For", header);
        await OverWebSocketAsync(server, socket);
        var peer = Assert.Single(_doorkeeper.Peers);
        Assert.StartsWith(address, peer.Address, StringComparison.Ordinal);
        Assert.Equal(isLoopback, peer.IsLoopback);
    }

    [Theory]
    [InlineData("127.0.0.1,198.51.100.0/24", "", "198.51.100.9", null)]
    [InlineData("127.0.0.1,198.51.100.0/24", "", "203.0.113.1, 127.0.0.1", "its address is in no network of allow")]
    [InlineData("", "198.51.100.0/24", "203.0.113.1, 198.51.100.9", "its address is in deny")]
    [InlineData("", "198.51.100.0/24", "198.51.100.9, 203.0.113.1", null)]
    public async Task The_listeners_networks_are_also_about_the_client_forwarded_for(string allow, string deny, string header, string? refusal)
    {
        var limits = new ListenerLimits { Allow = NetworkList.Among(allow.Split(',')), Deny = NetworkList.Among(deny.Split(',')) };
        await using var server = await StartAsync(ListenerProtocol.Any, "127.0.0.1", hasProxyProtocol: false, limits: limits);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Forwarded-For", header);
        socket.Options.CollectHttpResponseDetails = true;
        if (refusal is null)
        {
            await OverWebSocketAsync(server, socket);
            return;
        }

        await Assert.ThrowsAsync<WebSocketException>(() => OverWebSocketAsync(server, socket));
        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        Assert.Empty(_doorkeeper.Peers);
        Assert.Equal(1, server.Listeners.All[0].Counts.Refused(GateCause.Network));
        Assert.Contains(server.Broker.Events.Latest(), one => one.Cause.Contains(refusal, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_a_PROXY_header_says_who_comes_a_client_cannot_say_otherwise()
    {
        await using var server = await StartAsync(ListenerProtocol.Any, "0.0.0.0/0");
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("X-Forwarded-For", "203.0.113.1");
        await OverWebSocketAsync(server, socket, HeaderV2);
        Assert.StartsWith("198.51.100.7:", Assert.Single(_doorkeeper.Peers).Address, StringComparison.Ordinal);
    }

    private Task<HeliographServer> StartAsync(
        ListenerProtocol protocol, string trusted, TimeSpan? limit = null, BanList? bans = null, bool hasProxyProtocol = true, ListenerLimits? limits = null) =>
        TestServer.StartAsync(limit is { } most ? new() { ConnectTimeout = most } : null, options => options with
        {
            Listeners = [new() { Address = "127.0.0.1", Protocol = protocol, ProxyProtocol = hasProxyProtocol, TrustedProxies = new NameList(trusted), Limits = limits ?? new() }],
            Authenticator = _doorkeeper, LoggerFactory = _log, Bans = bans,
        });

    private static async Task ConnectAsync(HeliographServer server, byte[] header)
    {
        await using var stream = await Visitor.OpenAsync(server.EndPoint());
        await stream.WriteAsync(header, Stop);
        await Visitor.ConnectAsync(stream, "a");
    }

    private async Task TurnedAwayAsync(HeliographServer server, byte[] sent, string cause)
    {
        await using var stream = await Visitor.OpenAsync(server.EndPoint());
        await stream.WriteAsync(sent, Stop);
        Assert.Empty(await Visitor.ReadToEndAsync(stream));
        await TestServer.UntilAsync(() => _log.Has(LogLevel.Warning, cause), _log.ToString);
    }

    // A header before the handshake needs a connection of our own.
    private static async Task OverWebSocketAsync(HeliographServer server, ClientWebSocket socket, byte[]? before = null)
    {
        socket.Options.AddSubProtocol("mqtt");
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var stream = await Visitor.OpenAsync(server.EndPoint());
                await stream.WriteAsync(before ?? [], stop);
                return stream;
            },
        });
        await socket.ConnectAsync(new($"ws://127.0.0.1:{server.EndPoint().Port}/"), invoker, Stop);
        await socket.SendAsync(Octets.Connect("a", ProtocolVersion.V311), WebSocketMessageType.Binary, true, Stop);
        Assert.True((await socket.ReceiveAsync(new byte[4], Stop)).Count > 0);
    }
}
