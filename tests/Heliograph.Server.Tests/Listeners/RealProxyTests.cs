using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Heliograph.Mqtt;
using Heliograph.Server.Admin;
using Heliograph.Server.Listeners;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>haproxy and nginx in front of the broker, each started here with a configuration of its own.</summary>
public sealed class RealProxyTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Linux takes the whole network for loopback: this tells the client from the proxy.
    private static readonly IPAddress ClientAddress = IPAddress.Parse("127.0.0.5");

    private readonly TemporaryFolder _folder = new();
    private readonly Doorkeeper _doorkeeper = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("send-proxy", ListenerProtocol.Mqtt)]
    [InlineData("send-proxy-v2", ListenerProtocol.Mqtt)]
    [InlineData("send-proxy-v2 check inter 50", ListenerProtocol.Any)]
    public async Task Through_haproxy_the_client_keeps_its_address(string sends, ListenerProtocol protocol)
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var server = await StartAsync(new() { Protocol = protocol, ProxyProtocol = true });
        var port = FreePort();
        await File.WriteAllTextAsync(_folder.At("haproxy.cfg"), $"""
            defaults
              mode tcp
              timeout connect 10s
              timeout client 60s
              timeout server 60s
            listen mqtt
              bind 127.0.0.1:{port}
              server broker 127.0.0.1:{server.EndPoint().Port} {sends}

            """, Stop);
        using var haproxy = new ChildProcess(Tool.Find("haproxy", "haproxy"), ["-db", "-f", _folder.At("haproxy.cfg")], _ => { }, _ => { });
        await using var stream = await OpenAsync(port, haproxy);
        var from = stream.Socket.LocalEndPoint!.ToString();
        await Visitor.ConnectAsync(stream, "a");
        Assert.Equal(from, Assert.Single(_doorkeeper.Peers).Address);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Through_nginx_a_WebSocket_keeps_the_address_of_its_client(bool isUnix)
    {
        if (!OperatingSystem.IsLinux()) return;
        var listener = new ListenerOptions { Protocol = ListenerProtocol.WebSocket, UnixSocket = isUnix ? _folder.At("mqtt.sock") : "" };
        await using var server = await StartAsync(listener);
        var port = FreePort();
        var upstream = isUnix ? $"unix:{listener.UnixSocket}" : $"127.0.0.1:{server.EndPoint().Port}";
        await File.WriteAllTextAsync(_folder.At("nginx.conf"), $$"""
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr;
            events { }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              upstream broker { server {{upstream}}; }
              server {
                listen 127.0.0.1:{{port}};
                location /mqtt {
                  proxy_pass http://broker;
                  proxy_http_version 1.1;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection "upgrade";
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header X-Forwarded-Proto $scheme;
                }
              }
            }

            """, Stop);
        using var nginx = new ChildProcess(
            Tool.Find("nginx", "nginx"), ["-p", _folder.At(""), "-c", _folder.At("nginx.conf"), "-e", "stderr"], _ => { }, _ => { });
        await (await OpenAsync(port, nginx)).DisposeAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.SetRequestHeader("X-Forwarded-For", "203.0.113.66"); // invented by the client
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = async (_, _) => await OpenAsync(port, nginx) });
        await socket.ConnectAsync(new($"ws://127.0.0.1:{port}/mqtt"), invoker, Stop);
        await socket.SendAsync(Octets.Connect("a", ProtocolVersion.V311), WebSocketMessageType.Binary, true, Stop);
        Assert.True((await socket.ReceiveAsync(new byte[4], Stop)).Count > 0);
        Assert.Equal($"{ClientAddress}:0", Assert.Single(_doorkeeper.Peers).Address);
    }

    private Task<HeliographServer> StartAsync(ListenerOptions listener) => TestServer.StartAsync(change: options => options with
    {
        Listeners = [listener with { Address = "127.0.0.1", TrustedProxies = new NameList("127.0.0.1", "unix") }],
        Authenticator = _doorkeeper,
    });

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    // Waits for the proxy to listen.
    private static async Task<NetworkStream> OpenAsync(int port, ChildProcess proxy)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var patience = DateTime.UtcNow + RawPeer.Patience;
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(ClientAddress, 0));
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, Stop);
                return new(socket, ownsSocket: true);
            }
            catch (SocketException)
            {
                socket.Dispose();
                Assert.True(DateTime.UtcNow < patience, proxy.Errors);
                await look.WaitForNextTickAsync(Stop);
            }
        }
    }
}
