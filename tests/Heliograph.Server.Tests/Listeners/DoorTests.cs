using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Heliograph.Broker.Access;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Tls;
using Heliograph.Server.Security;
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
        await using (var plain = await OpenAsync(server)) await ConnectAsync(plain, "plain");
        await using (var secure = await SecureAsync(server)) await ConnectAsync(secure, "secure");
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
        await using (var plain = await OpenAsync(server))
        {
            await plain.WriteAsync(Octets.Connect("plain", ProtocolVersion.V311), Stop);
            Assert.Equal(0, await ReadAsync(plain));
        }

        if (protocol == ListenerProtocol.WebSocket)
        {
            using var socket = new ClientWebSocket();
            using var trusting = Trusting();
            await ConnectAsync(socket, new($"wss://127.0.0.1:{server.EndPoint().Port}/"), "wss", trusting);
            return;
        }

        await using var secure = await SecureAsync(server);
        await ConnectAsync(secure, "secure");
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
        await using var silent = await OpenAsync(server);
        Assert.Equal(0, await ReadAsync(silent));
        Assert.True(log.Has(LogLevel.Warning, "connect_timeout"), log.ToString());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task A_page_of_somewhere_else_does_not_count_as_this_machine(string? origin, bool isLoopback)
    {
        var asked = new List<Peer>();
        await using var server = await TestServer.StartAsync(change: options => options with
        {
            Listeners = [new() { Address = "127.0.0.1", Protocol = ListenerProtocol.Any }], Authenticator = new Asked(asked),
        });
        using var socket = new ClientWebSocket();
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        await ConnectAsync(socket, new($"ws://127.0.0.1:{server.EndPoint().Port}/"), "page");
        Assert.Equal(isLoopback, Assert.Single(asked).IsLoopback);
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
        await ConnectAsync(secure, "secure");
        var payload = new byte[300_000];
        Random.Shared.NextBytes(payload);
        await secure.WriteAsync(Octets.Subscribe(1, ProtocolVersion.V311, 0, "t"), Stop);
        await ReadExactlyAsync(secure, 5);
        await secure.WriteAsync(Octets.Publish("t", payload, ProtocolVersion.V311), Stop);
        var publish = await ReadExactlyAsync(secure, Octets.Publish("t", payload, ProtocolVersion.V311).Length);
        Assert.True(publish.AsSpan(^payload.Length..).SequenceEqual(payload));
    }

    [Fact]
    public async Task A_certificate_that_is_replaced_serves_the_next_handshake_and_cuts_nobody()
    {
        var tls = Certificate("first");
        await using var server = await StartAsync(ListenerProtocol.Mqtt, tls);
        await using var before = await SecureAsync(server);
        await ConnectAsync(before, "before");
        Assert.Equal("CN=first", before.RemoteCertificate!.Subject);
        Certificate("second");
        await UntilServedAsync(server, "CN=second");
        await before.WriteAsync(Octets.PingReq, Stop);
        Assert.Equal(0xD0, (await ReadExactlyAsync(before, 2))[0]);

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
        await using (var plain = await OpenAsync(any))
        {
            await plain.WriteAsync(Octets.Connect("plain", ProtocolVersion.V311), Stop);
            Assert.Equal(0, await ReadAsync(plain));
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
        var peers = new List<Peer>();
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
            Authenticator = new Asked(peers),
        });
        await using (var shown = await SecureAsync(server, _authority.Issue("sensor-1", isForClients: true))) await ConnectAsync(shown, "shown");
        await using (var none = await SecureAsync(server)) await ConnectAsync(none, "none");
        Assert.Equal(["sensor-1", null], peers.Select(peer => peer.Certificate?.CommonName));
        Assert.Equal("CN=sensor-1", peers[0].Certificate!.Subject);
        Assert.Equal(["sensor-1"], peers[0].Certificate!.AlternativeNames);
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

    private sealed class Asked(List<Peer> peers) : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
        {
            peers.Add(request.Peer);
            return new(new AuthenticationResult(AuthenticationOutcome.Accepted, "someone", "everyone"));
        }
    }

    private static Task<HeliographServer> StartAsync(ListenerProtocol protocol, TlsOptions tls) => StartAsync(new() { Protocol = protocol, Tls = tls });

    private static Task<HeliographServer> StartAsync(ListenerOptions listener) =>
        TestServer.StartAsync(change: options => options with { Listeners = [listener with { Address = "127.0.0.1" }] });

    private TlsOptions Certificate(string name)
    {
        var (certificate, key) = _authority.Issue(name);
        File.WriteAllText(_folder.At("server.pem"), certificate);
        File.WriteAllText(_folder.At("server.key"), key);
        return new() { Certificate = _folder.At("server.pem"), Key = _folder.At("server.key") };
    }

    private static async Task<NetworkStream> OpenAsync(HeliographServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint(), Stop);
        return new(socket, ownsSocket: true);
    }

    private async Task<SslStream> SecureAsync(HeliographServer server, (string Certificate, string Key)? shown = null)
    {
        var stream = new SslStream(await OpenAsync(server));
        try
        {
            var options = new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", RemoteCertificateValidationCallback = IsOurs };
            if (shown is { } client)
            {
                using var read = X509Certificate2.CreateFromPem(client.Certificate, client.Key);
                options.ClientCertificateContext = SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), [], offline: true);
            }

            await stream.AuthenticateAsClientAsync(options, Stop);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    // With TLS 1.3 a client hears of its refusal when it reads.
    private async Task<bool> IsLetInAsync(HeliographServer server, (string, string)? shown)
    {
        try
        {
            await using var stream = await SecureAsync(server, shown);
            await stream.WriteAsync(Octets.Connect("client", ProtocolVersion.V311), Stop);
            return await stream.ReadAsync(new byte[4], Stop) > 0;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return false;
        }
    }

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

    private bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        using var check = new X509Chain();
        check.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        check.ChainPolicy.CustomTrustStore.Add(_authority.Own);
        check.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
        return check.Build(shown);
    }

    private HttpMessageInvoker Trusting() => new(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = IsOurs } });

    private static async Task ConnectAsync(Stream stream, string clientId)
    {
        await stream.WriteAsync(Octets.Connect(clientId, ProtocolVersion.V311), Stop);
        Assert.Equal(ConnAck, await ReadExactlyAsync(stream, 4));
    }

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

    private static async Task<byte[]> ReadExactlyAsync(Stream stream, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(RawPeer.Patience);
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }

    private static async Task<int> ReadAsync(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], Stop);
        }
        catch (IOException)
        {
            return 0; // reset
        }
    }
}
