using System.Net.Sockets;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Tests.Listeners;

public sealed class StopTests
{
    [Fact]
    public async Task Everyone_is_told_and_everything_is_closed()
    {
        var server = await TestServer.StartAsync();
        await using var modern = await RawPeer.ConnectAsync(server.EndPoint(), "modern");
        await using var old = await RawPeer.ConnectAsync(server.EndPoint(), "old", ProtocolVersion.V311);
        await using var silent = await RawPeer.OpenAsync(server.EndPoint());
        await server.UntilAsync(status => status.Connections == 3);
        var endPoint = server.EndPoint();
        await Task.WhenAll(server.StopAsync(), server.StopAsync());
        await server.StopAsync();

        var farewell = Assert.Single(await modern.ReadToEndAsync());
        Assert.Equal((PacketType.Disconnect, ReasonCode.ServerShuttingDown), (farewell.Type, farewell.Code));
        Assert.Empty(await old.ReadToEndAsync());
        Assert.Empty(await silent.ReadToEndAsync());
        Assert.Equal(0, server.Status().Connections);
        await Assert.ThrowsAsync<SocketException>(() => RawPeer.OpenAsync(endPoint));
    }

    [Fact]
    public async Task Will_goes_out_before_the_farewell()
    {
        var server = await TestServer.StartAsync();
        await using var watcher = await RawPeer.ConnectAsync(server.EndPoint(), "watcher");
        await watcher.SubscribeAsync("last/words");
        await using var mortal = await RawPeer.OpenAsync(server.EndPoint(), ProtocolVersion.V311);
        await mortal.SendAsync(Octets.Packet(
            0x10, Octets.Text("MQTT"), [4, 0x06], Octets.UInt16(0), Octets.Text("mortal"), Octets.Text("last/words"), Octets.Text("bye")));
        await mortal.ReadAsync(PacketType.ConnAck);
        await server.StopAsync();

        var packets = await watcher.ReadToEndAsync();
        Assert.Equal([PacketType.Publish, PacketType.Disconnect], packets.Select(packet => packet.Type));
        Assert.Equal("bye"u8, packets[0].Payload(ProtocolVersion.V5).Span);
    }

    [Fact]
    public async Task Client_that_does_not_read_does_not_delay_it_for_long()
    {
        var server = await TestServer.StartAsync();
        await using var stuck = await StuckReader.ConnectAsync(server, "stuck");
        await server.StopAsync().WaitAsync(RawPeer.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, server.Status().Connections);
    }
}
