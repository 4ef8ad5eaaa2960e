using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Tls;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>What is spoken at a port: MQTT, WebSocket, and both over TLS, told apart by the first byte.</summary>
public sealed class DoorTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly byte[] ConnAck = [0x20, 2, 0, 0];

    private readonly TemporaryFolder _folder = new();
    private readonly Authority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task One_port_takes_mqtt_websocket_and_both_over_tls()
    {
        await using var server = await StartAsync(ListenerProtocol.Any, Certificate("server"));
        await using (var plain = await Visitor.OpenAsync(server.EndPoint())) await Visitor.ConnectAsync(plain, "plain");
        await using (var secure = await SecureAsync(server)) await Visitor.ConnectAsync(secure, "secure");
        using (var socket = new ClientWebSocket()) await ConnectAsync(socket, new($"ws://127.0.0.1:{server.EndPoint().Port}/mqtt"), "ws");
        using (var socket = new ClientWebSocket())
        {
            using var trusting = Trusting();
            await ConnectAsync(socket, new($"wss://127.0.0.1:{server.EndPoint().Port}/anywhere"), "wss", trusting);
        }
    }

    [Theory]
    [InlineData(ListenerProtocol.Mqtt)]
    [InlineData(ListenerProtocol.WebSocket)]
    public async Task A_port_for_tls_takes_nothing_else(ListenerProtocol protocol)
    {
        await using var server = await StartAsync(protocol, Certificate("server"));
        await using (var plain = await Visitor.OpenAsync(server.EndPoint()))
        {
            await plain.WriteAsync(Octets.Connect("plain", ProtocolVersion.V311), Stop);
            Assert.Empty(await Visitor.ReadToEndAsync(plain));
        }

        if (protocol == ListenerProtocol.WebSocket)
        {
            using var socket = new ClientWebSocket();
            using var trusting = Trusting();
            await ConnectAsync(socket, new($"wss://127.0.0.1:{server.EndPoint().Port}/"), "wss", trusting);
            return;
        }

        await using var secure = await SecureAsync(server);
        await Visitor.ConnectAsync(secure, "secure");
    }

    [Fact]
    public async Task A_hello_of_tls_without_certificate_and_http_without_websocket_are_turned_away()
    {
        await using var server = await StartAsync(ListenerProtocol.Any, new());
        await Assert.ThrowsAnyAsync<Exception>(async () => await SecureAsync(server));
        using var browser = new HttpClient();
        var answer = await browser.GetAsync($"http://127.0.0.1:{server.EndPoint().Port}/", Stop);
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Contains("MQTT over WebSocket", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_says_nothing_is_turned_away_after_the_time_to_connect()
    {
        using var log = new RecordingLog();
        await using var server = await TestServer.StartAsync(new() { ConnectTimeout = TimeSpan.FromMilliseconds(100) }, options => options with
        {
            Listeners = [new() { Address = "127.0.0.1", Protocol = ListenerProtocol.Any }], LoggerFactory = log,
        });
        await using var silent = await Visitor.OpenAsync(server.EndPoint());
        Assert.Empty(await Visitor.ReadToEndAsync(silent));
        Assert.True(log.Has(LogLevel.Warning, "connect_timeout"), log.ToString());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task A_page_of_somewhere_else_does_not_count_as_this_machine(string? origin, bool isLoopback)
    {
        var doorkeeper = new Doorkeeper();
        await using var server = await TestServer.StartAsync(change: options => options with
        {
            Listeners = [new() { Address = "127.0.0.1", Protocol = ListenerProtocol.Any }], Authenticator = doorkeeper,
        });
        using var socket = new ClientWebSocket();
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        await ConnectAsync(socket, new($"ws://127.0.0.1:{server.EndPoint().Port}/"), "page");
        Assert.Equal(isLoopback, Assert.Single(doorkeeper.Peers).IsLoopback);
    }

    [Fact]
    public async Task Path_and_origin_are_checked_where_they_are_set()
    {
        await using var server = await StartAsync(new()
        {
            Protocol = ListenerProtocol.WebSocket, WebSocketPath = "/mqtt", WebSocketOrigins = new("https://good.example"),
        });
        var port = server.EndPoint().Port;
        await RefusedAsync($"ws://127.0.0.1:{port}/other", "https://good.example", HttpStatusCode.NotFound);
        await RefusedAsync($"ws://127.0.0.1:{port}/mqtt", "https://evil.example", HttpStatusCode.Forbidden);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://good.example");
        await ConnectAsync(socket, new($"ws://127.0.0.1:{port}/mqtt"), "ws");
    }

    [Fact]
    public async Task Large_packets_pass_tls_whole_and_in_order()
    {
        await using var server = await StartAsync(ListenerProtocol.Any, Certificate("server"));
        await using var secure = await SecureAsync(server);
        await Visitor.ConnectAsync(secure, "secure");
        var payload = new byte[300_000];
        Random.Shared.NextBytes(payload);
        await secure.WriteAsync(Octets.Subscribe(1, ProtocolVersion.V311, 0, "t"), Stop);
        await Visitor.ReadExactlyAsync(secure, 5);
        await secure.WriteAsync(Octets.Publish("t", payload, ProtocolVersion.V311), Stop);
        var publish = await Visitor.ReadExactlyAsync(secure, Octets.Publish("t", payload, ProtocolVersion.V311).Length);
        Assert.True(publish.AsSpan(^payload.Length..).SequenceEqual(payload));
    }

    [Fact]
    public async Task A_certificate_that_is_replaced_serves_the_next_handshake_and_cuts_nobody()
    {
        var tls = Certificate("first");
        await using var server = await StartAsync(ListenerProtocol.Mqtt, tls);
        await using var before = await SecureAsync(server);
        await Visitor.ConnectAsync(before, "before");
        Assert.Equal("CN=first", before.RemoteCertificate!.Subject);
        Certificate("second");
        await UntilServedAsync(server, "CN=second");
        await Visitor.PingAsync(before);

        await File.WriteAllTextAsync(tls.Certificate, "nonsense", Stop); // refused: what was before stays
        await File.WriteAllTextAsync(tls.Key, "nonsense", Stop);
        await using var after = await SecureAsync(server);
        Assert.Equal("CN=second", after.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task A_client_needs_a_certificate_of_the_authority_that_was_not_taken_back()
    {
        var good = _authority.Issue("good", isForClients: true);
        var taken = _authority.Issue("taken", isForClients: true);
        using var foreigners = new Authority("CN=Foreign authority");
        var foreign = foreigners.Issue("foreign", isForClients: true);
        var old = _authority.Issue("old", isForClients: true, until: DateTimeOffset.UtcNow.AddDays(-1));
        await File.WriteAllTextAsync(_folder.At("ca.pem"), _authority.Pem, Stop);
        await File.WriteAllTextAsync(_folder.At("crl.pem"), _authority.RevocationList(), Stop);
        await using var server = await StartAsync(ListenerProtocol.Mqtt, Certificate("server") with
        {
            ClientCertificate = ClientCertificateUse.Required, ClientAuthority = _folder.At("ca.pem"), RevocationList = _folder.At("crl.pem"),
        });
        Assert.True(await IsLetInAsync(server, good));
        Assert.True(await IsLetInAsync(server, taken));
        Assert.False(await IsLetInAsync(server, foreign));
        Assert.False(await IsLetInAsync(server, old));
        Assert.False(await IsLetInAsync(server, _authority.Issue("for servers")));
        Assert.False(await IsLetInAsync(server, null));
        await using var any = await StartAsync(ListenerProtocol.Any, Certificate("server") with
        {
            ClientCertificate = ClientCertificateUse.Required, ClientAuthority = _folder.At("ca.pem"),
        });
        Assert.True(await IsLetInAsync(any, good));
        await using (var plain = await Visitor.OpenAsync(any.EndPoint()))
        {
            await plain.WriteAsync(Octets.Connect("plain", ProtocolVersion.V311), Stop);
            Assert.Empty(await Visitor.ReadToEndAsync(plain));
        }

        await File.WriteAllTextAsync(_folder.At("crl.pem"), _authority.Revoke(taken.Certificate), Stop);
        var patience = DateTime.UtcNow + RawPeer.Patience;
        while (await IsLetInAsync(server, taken)) Assert.True(DateTime.UtcNow < patience, "the list of what was taken back is not in force");
        Assert.True(await IsLetInAsync(server, good));
    }

    [Fact]
    public async Task Who_decides_sees_the_certificate_that_the_client_showed()
    {
        await File.WriteAllTextAsync(_folder.At("ca.pem"), _authority.Pem, Stop);
        var doorkeeper = new Doorkeeper();
        await using var server = await TestServer.StartAsync(change: options => options with
        {
            Listeners =
            [
                new()
                {
                    Name = "secure", Address = "127.0.0.1", Protocol = ListenerProtocol.Any,
                    Tls = Certificate("server") with { ClientCertificate = ClientCertificateUse.Wanted, ClientAuthority = _folder.At("ca.pem") },
                },
            ],
            Authenticator = doorkeeper,
        });
        await using (var shown = await SecureAsync(server, _authority.Issue("sensor-1", isForClients: true))) await Visitor.ConnectAsync(shown, "shown");
        await using (var none = await SecureAsync(server)) await Visitor.ConnectAsync(none, "none");
        var peers = doorkeeper.Peers;
        Assert.Equal(["sensor-1", null], peers.Select(peer => peer.Certificate?.CommonName));
        Assert.Equal("CN=sensor-1", peers[0].Certificate!.Subject);
        Assert.Equal(["sensor-1"], peers[0].Certificate!.AlternativeNames.Select(name => name.Text));
        Assert.All(peers, peer => Assert.Equal(("secure", true), (peer.Listener, peer.IsLoopback)));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_fails_the_start_and_says_why()
    {
        var (certificate, _) = _authority.Issue("server");
        var (_, otherKey) = _authority.Issue("other");
        await File.WriteAllTextAsync(_folder.At("server.pem"), certificate, Stop);
        await File.WriteAllTextAsync(_folder.At("server.key"), otherKey, Stop);
        var tls = new TlsOptions { Certificate = _folder.At("server.pem"), Key = _folder.At("server.key") };
        var mismatched = await Assert.ThrowsAsync<OperatorException>(() => StartAsync(ListenerProtocol.Mqtt, tls));
        Assert.Contains("server.pem", mismatched.Problem, StringComparison.Ordinal);

        var (old, key) = _authority.Issue("old", until: DateTimeOffset.UtcNow.AddDays(-1));
        await File.WriteAllTextAsync(_folder.At("server.pem"), old, Stop);
        await File.WriteAllTextAsync(_folder.At("server.key"), key, Stop);
        Assert.Contains("has expired", (await Assert.ThrowsAsync<OperatorException>(() => StartAsync(ListenerProtocol.Mqtt, tls))).Problem, StringComparison.Ordinal);
    }

    private static Task<HeliographServer> StartAsync(ListenerProtocol protocol, TlsOptions tls) => StartAsync(new() { Protocol = protocol, Tls = tls });

    private static Task<HeliographServer> StartAsync(ListenerOptions listener) => Visitor.StartAsync(listener);

    private TlsOptions Certificate(string name)
    {
        var (certificate, key) = _authority.Issue(name);
        File.WriteAllText(_folder.At("server.pem"), certificate);
        File.WriteAllText(_folder.At("server.key"), key);
        return new() { Certificate = _folder.At("server.pem"), Key = _folder.At("server.key") };
    }

    private Task<SslStream> SecureAsync(HeliographServer server, (string Certificate, string Key)? shown = null) => Visitor.SecureAsync(server.EndPoint(), _authority, shown);

    private Task<bool> IsLetInAsync(HeliographServer server, (string, string)? shown) => Visitor.IsLetInAsync(server.EndPoint(), _authority, shown);

    private async Task UntilServedAsync(HeliographServer server, string subject)
    {
        var patience = DateTime.UtcNow + RawPeer.Patience;
        while (true)
        {
            await using var stream = await SecureAsync(server);
            if (stream.RemoteCertificate!.Subject == subject) return;
            Assert.True(DateTime.UtcNow < patience, $"{stream.RemoteCertificate.Subject} is served still");
        }
    }

    private HttpMessageInvoker Trusting() => new(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = _authority.Vouches } });

    private static async Task ConnectAsync(ClientWebSocket socket, Uri url, string clientId, HttpMessageInvoker? invoker = null)
    {
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(url, invoker, Stop);
        Assert.Equal("mqtt", socket.SubProtocol);
        await socket.SendAsync(Octets.Connect(clientId, ProtocolVersion.V311), WebSocketMessageType.Binary, true, Stop);
        var answer = new byte[16];
        var frame = await socket.ReceiveAsync(answer, Stop);
        Assert.Equal(ConnAck, answer[..frame.Count]);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stop);
    }

    private static async Task RefusedAsync(string url, string origin, HttpStatusCode status)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new(url), Stop));
        Assert.Equal(status, socket.HttpStatusCode);
    }
}
