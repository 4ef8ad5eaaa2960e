using System.Diagnostics;
using System.Net.Sockets;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>A client id that connects again while the broker still has its last connection.</summary>
public sealed class TakeoverTests
{
    [Fact]
    public async Task Client_that_said_goodbye_and_comes_back_at_once_leaves_no_will()
    {
        const int rounds = 40, clients = 10;
        await using var server = await TestServer.StartAsync();
        await using var watcher = await RawPeer.ConnectAsync(server.EndPoint(), "watcher");
        await watcher.SubscribeAsync("farewell/#", qos: 1);
        for (var round = 0; round < rounds; round++)
        {
            var leaving = new List<RawPeer>();
            for (var client = 0; client < clients; client++) leaving.Add(await ConnectWithWillAsync(server, $"polite{client}"));
            KeepThreadsBusy();
            var back = new List<Socket>();
            for (var client = 0; client < clients; client++) back.Add(LeaveAndComeBack(server, leaving[client], $"polite{client}"));
            foreach (var socket in back)
            {
                await using var input = new NetworkStream(socket, ownsSocket: true);
                await input.ReadExactlyAsync(new byte[4], TestContext.Current.CancellationToken); // CONNACK
            }

            foreach (var peer in leaving) await peer.DisposeAsync();
        }

        await using var publisher = await RawPeer.ConnectAsync(server.EndPoint(), "publisher");
        await publisher.PublishAsync("farewell/fence", []);
        var heard = new List<string>();
        while (heard is not [.., "farewell/fence"]) heard.Add((await watcher.ReadAsync(PacketType.Publish)).Topic);
        Assert.True(heard.Count == 1, $"{heard.Count - 1} wills of {rounds * clients} were published");
    }

    [Fact]
    public async Task Idle_connection_is_taken_over_without_delay_and_its_will_published()
    {
        const int takeovers = 10;
        await using var server = await TestServer.StartAsync();
        await using var watcher = await RawPeer.ConnectAsync(server.EndPoint(), "watcher");
        await watcher.SubscribeAsync("farewell/#", qos: 1);
        var peers = new List<RawPeer> { await ConnectWithWillAsync(server, "contested") };
        var waited = Stopwatch.StartNew();
        for (var i = 0; i < takeovers; i++)
        {
            peers.Add(await ConnectWithWillAsync(server, "contested"));
            Assert.Equal("farewell/contested", (await watcher.ReadAsync(PacketType.Publish)).Topic);
        }

        Assert.True(waited.Elapsed < takeovers * TimeSpan.FromSeconds(0.5), $"it took {waited.Elapsed}");
        foreach (var peer in peers) await peer.DisposeAsync();
    }

    private static async Task<RawPeer> ConnectWithWillAsync(HeliographServer server, string clientId)
    {
        var peer = await RawPeer.OpenAsync(server.EndPoint(), ProtocolVersion.V311);
        await peer.SendAsync(Octets.Packet(
            0x10, Octets.Text("MQTT"), [4, 0x06], Octets.UInt16(0), Octets.Text(clientId), Octets.Text($"farewell/{clientId}"), Octets.Text("bye")));
        Assert.Equal(ReasonCode.Success, (await peer.ReadAsync(PacketType.ConnAck)).Code);
        return peer;
    }

    // Blocking calls: nothing of it waits for a thread, as it would for a client in another process.
    private static Socket LeaveAndComeBack(HeliographServer server, RawPeer peer, string clientId)
    {
        peer.Socket.Send(Octets.Disconnect);
        peer.Socket.Close();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server.EndPoint());
        socket.Send(Octets.Connect(clientId, ProtocolVersion.V311));
        return socket;
    }

    private static void KeepThreadsBusy()
    {
        for (var i = 0; i < 200; i++) ThreadPool.QueueUserWorkItem(static _ => Thread.SpinWait(2_000));
    }
}
