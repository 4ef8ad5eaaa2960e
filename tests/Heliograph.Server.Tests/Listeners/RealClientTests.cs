using System.Diagnostics;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Tls;
using Heliograph.Server.Mosquitto;
using Heliograph.Server.Tests.Mosquitto;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>One port for all, by the programs that people use: curl, openssl, the Mosquitto tools, MQTT.js.</summary>
public sealed class RealClientTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Publishes to itself over the URL of each argument, and says so.
    private const string Script = """
        const mqtt = require('mqtt');
        const ca = require('fs').readFileSync(process.argv[2]);
        const visit = url => new Promise((resolve, reject) => {
          const client = mqtt.connect(url, { ca, protocolVersion: 5, reconnectPeriod: 0 });
          client.on('error', reject);
          client.on('close', () => reject(new Error(`closed: ${url}`)));
          client.on('message', (topic, payload) => { console.log(`${new URL(url).protocol} ${topic} ${payload.length}`); client.removeAllListeners('close'); client.end(false, resolve); });
          client.subscribe(new URL(url).protocol, { qos: 1 }, failure => failure ? reject(failure) : client.publish(new URL(url).protocol, Buffer.alloc(100000, 'x'), { qos: 1 }));
        });
        (async () => { for (const url of process.argv.slice(3)) await visit(url); })().catch(failure => { console.error(failure); process.exit(1); });
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Authority _authority = new();

    private string AuthorityFile => _folder.At("ca.pem");

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Curl_is_told_what_is_spoken_there_in_the_clear_and_over_TLS()
    {
        await using var server = await StartAsync();
        var port = server.EndPoint().Port;
        foreach (var url in (string[])[$"http://127.0.0.1:{port}/", $"https://127.0.0.1:{port}/"])
        {
            var said = await RunAsync("curl", "curl", "-s", "--cacert", AuthorityFile, "-w", "%{http_code}", url);
            Assert.Equal("This port speaks MQTT over WebSocket; the console is at another one\n426", said);
        }
    }

    [Theory]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public async Task OpenSSL_agrees_on_mqtt_and_trusts_the_certificate(string option, string version)
    {
        await using var server = await StartAsync();
        var said = await RunAsync(
            "openssl", "openssl", "s_client", "-connect", $"127.0.0.1:{server.EndPoint().Port}", "-alpn", "mqtt", option, "-CAfile", AuthorityFile, "-verify_ip", "127.0.0.1");
        Assert.Contains("ALPN protocol: mqtt", said, StringComparison.Ordinal);
        Assert.Contains("Verify return code: 0 (ok)", said, StringComparison.Ordinal);
        Assert.Contains(version, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_Mosquitto_tools_come_over_TLS_with_a_certificate_of_their_own(bool showsCertificate)
    {
        var doorkeeper = new Doorkeeper();
        await using var server = await StartAsync(doorkeeper);
        var (certificate, key) = _authority.Issue("tool", isForClients: true);
        await File.WriteAllTextAsync(_folder.At("tool.pem"), certificate, Stop);
        await File.WriteAllTextAsync(_folder.At("tool.key"), key, Stop);
        string[] secure =
        [
            "-h", "127.0.0.1", "-p", $"{server.EndPoint().Port}", "--cafile", AuthorityFile, "-t", "lettuce", "-q", "1",
            .. showsCertificate ? (string[])["--cert", _folder.At("tool.pem"), "--key", _folder.At("tool.key")] : [],
        ];
        var subscriber = RunAsync("mosquitto_sub", "mosquitto-clients", [.. secure, "-C", "1"]);
        await server.UntilAsync(status => status.Subscriptions == 1);
        await RunAsync("mosquitto_pub", "mosquitto-clients", [.. secure, "-m", "crisp"]);
        Assert.Equal("crisp\n", await subscriber);
        Assert.All(doorkeeper.Peers, peer => Assert.Equal(showsCertificate ? "tool" : null, peer.Certificate?.CommonName));
    }

    [Fact]
    public async Task MQTT_js_comes_in_by_all_four_ways()
    {
        await using var server = await StartAsync();
        await File.WriteAllTextAsync(_folder.At("visit.js"), Script, Stop);
        var place = $"127.0.0.1:{server.EndPoint().Port}";
        var said = await RunAsync("node", "nodejs", _folder.At("visit.js"), AuthorityFile, $"mqtt://{place}", $"mqtts://{place}", $"ws://{place}/mqtt", $"wss://{place}/mqtt");
        Assert.Equal("mqtt: mqtt: 100000\nmqtts: mqtts: 100000\nws: ws: 100000\nwss: wss: 100000\n", said);
    }

    [Fact]
    public async Task MQTT_js_comes_by_protocol_websockets_of_a_mosquitto_conf()
    {
        var port = ConfFolder.FreePort();
        var (certificate, key) = _authority.Issue("localhost");
        await File.WriteAllTextAsync(_folder.At("server.pem"), certificate, Stop);
        await File.WriteAllTextAsync(_folder.At("server.key"), key, Stop);
        await File.WriteAllTextAsync(AuthorityFile, _authority.Pem, Stop);
        var secure = ConfFolder.FreePort();
        await File.WriteAllLinesAsync(
            _folder.At("mosquitto.conf"),
            [
                "allow_anonymous true", $"listener {port} 127.0.0.1", "protocol websockets", $"listener {secure} 127.0.0.1", "protocol websockets",
                $"certfile {_folder.At("server.pem")}", $"keyfile {_folder.At("server.key")}", "websockets_origin https://panel.example",
            ], Stop);
        await using var server = await MosquittoServer.StartAsync(new(_folder.At("mosquitto.conf"), [], IsVerbose: false), TextWriter.Null, TextWriter.Null, Stop);
        await File.WriteAllTextAsync(_folder.At("visit.js"), Script, Stop);
        var said = await RunAsync("node", "nodejs", _folder.At("visit.js"), AuthorityFile, $"ws://127.0.0.1:{port}/", $"ws://127.0.0.1:{port}/any/path", $"wss://127.0.0.1:{secure}/mqtt");
        Assert.Equal("ws: ws: 100000\nws: ws: 100000\nwss: wss: 100000\n", said);
        using var stranger = new System.Net.WebSockets.ClientWebSocket();
        stranger.Options.AddSubProtocol("mqtt");
        stranger.Options.SetRequestHeader("Origin", "https://elsewhere.example");
        stranger.Options.RemoteCertificateValidationCallback = _authority.Vouches;
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => stranger.ConnectAsync(new($"wss://127.0.0.1:{secure}/mqtt"), Stop));
    }

    private async Task<HeliographServer> StartAsync(Doorkeeper? doorkeeper = null)
    {
        var (certificate, key) = _authority.Issue("localhost");
        await File.WriteAllTextAsync(_folder.At("server.pem"), certificate + "\n" + key, Stop);
        await File.WriteAllTextAsync(AuthorityFile, _authority.Pem, Stop);
        return await TestServer.StartAsync(change: options => options with
        {
            Listeners =
            [
                new()
                {
                    Address = "127.0.0.1", Protocol = ListenerProtocol.Any,
                    Tls = new() { Certificate = _folder.At("server.pem"), ClientCertificate = ClientCertificateUse.Wanted, ClientAuthority = AuthorityFile },
                },
            ],
            Authenticator = doorkeeper ?? options.Authenticator,
        });
    }

    // What it says on standard output; nothing comes to its standard input.
    private static async Task<string> RunAsync(string program, string package, params string[] arguments)
    {
        var start = new ProcessStartInfo(Tool.Find(program, package).Path, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["NODE_PATH"] = Path.Combine(Checkout.Root, "tests/Heliograph.Interop/node/node_modules");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
        await process.WaitForExitAsync(Stop).WaitAsync(Patience.Limit, Stop);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
