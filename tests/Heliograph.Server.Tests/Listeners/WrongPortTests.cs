using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners;
using Heliograph.Server.Listeners.Doors;
using Heliograph.Server.Listeners.Tls;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>What is spoken at the wrong port is named, and answered where the protocol allows; who says nothing stops nobody else.</summary>
public sealed class WrongPortTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly byte[] Hello = [0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3];
    private static readonly byte[] Get = "GET /mqtt HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray();
    private static readonly byte[] Connect = Octets.Connect("a", ProtocolVersion.V311);

    private readonly TemporaryFolder _folder = new();
    private readonly Authority _authority = new();
    private readonly RecordingLog _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
        _log.Dispose();
    }

    [Theory]
    [InlineData(ListenerProtocol.Mqtt, false, "HTTP GET on an MQTT-only port")]
    [InlineData(ListenerProtocol.Mqtt, true, "HTTP GET in the clear on a port where only TLS is spoken")]
    [InlineData(ListenerProtocol.WebSocket, true, "HTTP GET in the clear on a port where only TLS is spoken")]
    public async Task HTTP_is_answered_in_HTTP(ListenerProtocol protocol, bool hasTls, string words)
    {
        await using var server = await StartAsync(protocol, hasTls);
        var answer = Encoding.ASCII.GetString(await AnswerAsync(server, Get));
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{words}\n", answer, StringComparison.Ordinal);
        Assert.True(_log.Has(LogLevel.Warning, words), _log.ToString());
    }

    [Fact]
    public async Task HTTP_within_TLS_is_answered_within_TLS()
    {
        await using var server = await StartAsync(ListenerProtocol.Mqtt, hasTls: true);
        await using var stream = await Visitor.SecureAsync(server.EndPoint(), _authority);
        await stream.WriteAsync(Get, Stop);
        Assert.Contains("HTTP GET on an MQTT-only port", Encoding.ASCII.GetString(await Visitor.ReadToEndAsync(stream)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ListenerProtocol.Mqtt)]
    [InlineData(ListenerProtocol.WebSocket)]
    [InlineData(ListenerProtocol.Any)]
    public async Task A_TLS_hello_on_a_plain_port_is_answered_with_an_alert(ListenerProtocol protocol)
    {
        await using var server = await StartAsync(protocol, hasTls: false);
        Assert.Equal([21, 3, 1, 0, 2, 2, 40], await AnswerAsync(server, Hello));
        Assert.True(_log.Has(LogLevel.Warning, "a TLS hello on a plain port"), _log.ToString());
    }

    [Fact]
    public async Task What_is_none_of_these_is_named_by_its_first_bytes()
    {
        await using var server = await StartAsync(ListenerProtocol.WebSocket, hasTls: false);
        Assert.Empty(await AnswerAsync(server, [0xDE, 0xAD, 0xBE, 0xEF, 1, 2, 3, 4, 5, 6]));
        Assert.True(_log.Has(LogLevel.Warning, "it sent what begins with the bytes DEADBEEF01020304 on a WebSocket-only port"), _log.ToString());
        Assert.Empty(await AnswerAsync(server, Connect));
        Assert.True(_log.Has(LogLevel.Warning, "an MQTT CONNECT on a WebSocket-only port"), _log.ToString());
        Assert.Empty(await AnswerAsync(server, "PROXY UNKNOWN\r\n"u8.ToArray()));
        Assert.True(_log.Has(LogLevel.Warning, "a PROXY header on a port without proxy_protocol"), _log.ToString());
    }

    [Fact]
    public async Task Who_goes_without_a_word_is_nobody_to_tell_of()
    {
        await using var server = await StartAsync(ListenerProtocol.Any, hasTls: true);
        var stream = await Visitor.OpenAsync(server.EndPoint());
        await using (var secure = new SslStream(stream, leaveInnerStreamOpen: true)) await secure.AuthenticateAsClientAsync(Visitor.Options(_authority), Stop);
        stream.Socket.LingerState = new(true, 0); // a reset, and not an end
        await stream.DisposeAsync();
        await TestServer.UntilAsync(() => server.Listeners.All[0] is { Accepted: 1, Connections: 0 }, () => server.Listeners.All[0].ToString());
        Assert.False(_log.Has(LogLevel.Warning, ""), _log.ToString());
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("::")]
    public async Task IPv6_is_listened_on_and_every_address_takes_IPv4_as_well(string address)
    {
        var doorkeeper = new Doorkeeper();
        await using var server = await TestServer.StartAsync(change: options => options with { Listeners = [new() { Address = address }], Authenticator = doorkeeper });
        var port = server.EndPoint().Port;
        await using (var six = await Visitor.OpenAsync(new IPEndPoint(IPAddress.IPv6Loopback, port))) await Visitor.ConnectAsync(six, "six");
        if (address == "::")
        {
            await using var four = await Visitor.OpenAsync(new IPEndPoint(IPAddress.Loopback, port));
            await Visitor.ConnectAsync(four, "four");
        }

        Assert.Equal(address == "::" ? ["[::1]", "127.0.0.1"] : ["[::1]"], doorkeeper.Peers.Select(peer => peer.Address[..peer.Address.LastIndexOf(':')]));
        Assert.All(doorkeeper.Peers, peer => Assert.True(peer.IsLoopback));
    }

    [Fact]
    public async Task Handshakes_that_one_address_does_not_end_leave_room_for_others()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere this machine has one address
        await using var server = await StartAsync(ListenerProtocol.Any, hasTls: true);
        var flood = new List<NetworkStream>();
        var patience = DateTime.UtcNow + RawPeer.Patience;
        while (!_log.Has(LogLevel.Warning, "others from 127.0.0.9"))
        {
            Assert.True(DateTime.UtcNow < patience, _log.ToString());
            flood.Add(await BeginAsync(server));
        }

        Assert.True(flood.Count >= WaitingRoom.SeatsMax / 5, "so many have room");
        await using (var secure = await Visitor.SecureAsync(server.EndPoint(), _authority)) await Visitor.ConnectAsync(secure, "secure");
        await using (var plain = await Visitor.OpenAsync(server.EndPoint())) await Visitor.ConnectAsync(plain, "plain");
        foreach (var stream in flood) await stream.DisposeAsync();
    }

    [Fact]
    public void An_IPv6_network_of_48_bits_has_half_of_the_seats_that_it_leaves_free()
    {
        var room = new WaitingRoom(TimeProvider.System);
        for (var count = 0; count < WaitingRoom.SeatsMax / 3; count++) Assert.Null(room.TryEnter(IPEndPoint.Parse($"[2001:db8:0:{count:x}::1]:5")));
        Assert.Contains("3333 others from 2001:db8::/48", room.TryEnter(IPEndPoint.Parse("[2001:db8:0:ffff::1]:5")), StringComparison.Ordinal);
        Assert.Null(room.TryEnter(IPEndPoint.Parse("[2001:db8:1::1]:5")));
        foreach (var host in new[] { 7, 8 }) room.Leave(IPEndPoint.Parse($"[2001:db8:0:{host}::1]:5"));
        Assert.Null(room.TryEnter(IPEndPoint.Parse("[2001:db8:0:ffff::1]:5")));
    }

    [Fact]
    public void Seats_are_counted_in_all_and_of_each_address_and_given_back()
    {
        var room = new WaitingRoom(TimeProvider.System);
        var (one, near) = (IPEndPoint.Parse("[2001:db8::1]:5"), IPEndPoint.Parse("[2001:db8::2]:6"));
        for (var count = 0; count < WaitingRoom.SeatsMax / 5; count++) Assert.Null(room.TryEnter(one));
        Assert.Contains("2001:db8::/64", room.TryEnter(near), StringComparison.Ordinal);
        room.Leave(one);
        Assert.Null(room.TryEnter(near));
        for (var count = WaitingRoom.SeatsMax / 5; count < WaitingRoom.SeatsMax; count++) Assert.Null(room.TryEnter(new IPEndPoint(count, 1)));
        Assert.Contains("10000 others", room.TryEnter(new IPEndPoint(1, 1)), StringComparison.Ordinal);
        Assert.NotNull(room.TryEnter(null));
        room.Leave(near);
        Assert.Null(room.TryEnter(null));
        Assert.True(room.IsToBeTold());
        Assert.False(room.IsToBeTold());
    }

    [Fact]
    public void However_many_addresses_say_nothing_the_next_one_finds_a_seat()
    {
        var room = new WaitingRoom(TimeProvider.System);
        var taken = 0;
        for (var address = 1; address <= 16; address++)
            while (room.TryEnter(new IPEndPoint(address, 1)) is null) taken++;
        Assert.InRange(taken, WaitingRoom.SeatsMax * 9 / 10, WaitingRoom.SeatsMax - 100);
        Assert.Null(room.TryEnter(new IPEndPoint(17, 1)));
    }

    private static async Task<NetworkStream> BeginAsync(HeliographServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0));
        await socket.ConnectAsync(server.EndPoint(), Stop);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Hello, Stop);
        return stream;
    }

    private Task<HeliographServer> StartAsync(ListenerProtocol protocol, bool hasTls)
    {
        var (certificate, key) = _authority.Issue("server");
        File.WriteAllText(_folder.At("server.pem"), certificate + "\n" + key);
        var tls = hasTls ? new TlsOptions { Certificate = _folder.At("server.pem") } : new();
        return Visitor.StartAsync(new() { Protocol = protocol, Tls = tls }, _log, new() { ConnectTimeout = TimeSpan.FromMinutes(1) });
    }

    private static async Task<byte[]> AnswerAsync(HeliographServer server, byte[] sent)
    {
        await using var stream = await Visitor.OpenAsync(server.EndPoint());
        await stream.WriteAsync(sent, Stop);
        return await Visitor.ReadToEndAsync(stream);
    }
}
