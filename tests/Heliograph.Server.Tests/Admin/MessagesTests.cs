using System.Net;
using System.Net.WebSockets;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Admin;

/// <summary>MQTT over WebSocket at the console's own address, frame by frame.</summary>
public sealed class MessagesTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Packets_may_be_cut_and_joined_into_frames_anywhere_MQTT_6_0_0_2()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        using var socket = await ConnectAsync(console, browser);
        Assert.Equal("mqtt", socket.SubProtocol); // [MQTT-6.0.0-4]
        foreach (var octet in Octets.Connect("page", ProtocolVersion.V5)) await SendAsync(socket, [octet]);
        Assert.Equal(PacketType.ConnAck, await ReadTypeAsync(socket));
        await SendAsync(socket, [.. Octets.Subscribe(1, ProtocolVersion.V5, 0, "a/#"), .. Octets.Publish("a/b", "hello"u8.ToArray(), ProtocolVersion.V5), .. Octets.PingReq]);
        var got = await ReadUntilAsync(socket, bytes => bytes.AsSpan().IndexOf("hello"u8) > 0 && bytes is [.., 0xD0, 0]);
        Assert.Equal(0x90, got[0]);
        Assert.Equal("viewer", Assert.Single(console.Server.Broker.Inspection.Clients()).UserName);
    }

    [Fact]
    public async Task A_text_frame_ends_the_connection_MQTT_6_0_0_1()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        using var socket = await ConnectAsync(console, browser);
        await SendAsync(socket, Octets.Connect("page", ProtocolVersion.V5));
        Assert.Equal(PacketType.ConnAck, await ReadTypeAsync(socket));
        await socket.SendAsync(Octets.PingReq, WebSocketMessageType.Text, true, Stop);
        await EndAsync(socket);
        await console.Server.UntilAsync(status => status.Connections == 0);
    }

    [Fact]
    public async Task The_connection_ends_with_the_login()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        using var socket = await ConnectAsync(console, browser);
        await SendAsync(socket, Octets.Connect("page", ProtocolVersion.V5));
        Assert.Equal(PacketType.ConnAck, await ReadTypeAsync(socket));
        await browser.PostAsync("/api/v1/logout", null, Stop);
        await EndAsync(socket);
        await console.Server.UntilAsync(status => status.Connections == 0);
    }

    [Fact]
    public async Task A_client_that_closes_properly_leaves_nothing()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("viewer");
        using var socket = await ConnectAsync(console, browser);
        await SendAsync(socket, Octets.Connect("page", ProtocolVersion.V5));
        Assert.Equal(PacketType.ConnAck, await ReadTypeAsync(socket));
        await SendAsync(socket, Octets.Disconnect);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stop);
        await console.Server.UntilAsync(status => status is { Connections: 0, Sessions: 0 });
    }

    [Theory]
    [InlineData(null, "mqtt", 401)]
    [InlineData("https://evil.example", "mqtt", 403)]
    [InlineData("http://127.0.0.1:1", "mqtt", 403)]
    [InlineData("", "soap", 400)]
    public async Task A_handshake_of_someone_else_is_refused(string? origin, string subProtocol, int status)
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = origin is null ? console.Anonymous() : await console.LogInAsync("viewer");
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (!string.IsNullOrEmpty(origin)) socket.Options.SetRequestHeader("Origin", origin);
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(console, browser, socket, subProtocol));
        Assert.Equal((HttpStatusCode)status, socket.HttpStatusCode);
        Assert.NotNull(refused);
        Assert.Equal(0, console.Server.Status().Connections);
    }

    private static async Task<ClientWebSocket> ConnectAsync(ConsoleUnderTest console, HttpClient browser)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", console.Url.GetLeftPart(UriPartial.Authority));
        await ConnectAsync(console, browser, socket, "mqtt");
        return socket;
    }

    private static Task ConnectAsync(ConsoleUnderTest console, HttpClient browser, ClientWebSocket socket, string subProtocol)
    {
        socket.Options.AddSubProtocol(subProtocol);
        if (browser.DefaultRequestHeaders.Contains("X-CSRF-Token")) socket.Options.SetRequestHeader("Cookie", console.CookieOf(browser));
        return socket.ConnectAsync(new($"ws://{console.Url.Authority}/mqtt"), Stop);
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Binary, true, Stop);

    private static async Task<PacketType> ReadTypeAsync(ClientWebSocket socket) => (PacketType)((await ReadUntilAsync(socket, bytes => bytes.Length > 2))[0] >> 4);

    private static async Task<byte[]> ReadUntilAsync(ClientWebSocket socket, Func<byte[], bool> isEnough)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(RawPeer.Patience);
        var (all, part) = (new List<byte>(), new byte[1_024]);
        while (!isEnough([.. all]))
        {
            var frame = await socket.ReceiveAsync(part, patience.Token);
            Assert.Equal(WebSocketMessageType.Binary, frame.MessageType);
            all.AddRange(part[..frame.Count]);
        }

        return [.. all];
    }

    // With a farewell or without.
    private static async Task EndAsync(ClientWebSocket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(RawPeer.Patience);
        try
        {
            while ((await socket.ReceiveAsync(new byte[1_024], patience.Token)).MessageType != WebSocketMessageType.Close)
            {
                // What was sent before.
            }
        }
        catch (WebSocketException)
        {
            // Cut.
        }
    }
}
