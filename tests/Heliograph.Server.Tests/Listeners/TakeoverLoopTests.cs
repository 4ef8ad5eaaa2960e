using System.Net;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>What the edge does about two connections that take one client id from each other.</summary>
public sealed class TakeoverLoopTests
{
    [Fact]
    public async Task The_next_one_waits_by_the_clock_of_the_server_and_others_do_not()
    {
        var time = new HandTurnedTime();
        await using var server = await TestServer.StartAsync(change: options => options with { Time = time });
        var peers = new List<RawPeer>();
        for (var turn = 0; turn < 5; turn++)
        {
            peers.Add(await FromAsync(server, $"127.0.0.{2 + (turn % 2)}"));
            await peers[^1].ReadAsync(PacketType.ConnAck);
        }

        var next = await FromAsync(server, "127.0.0.3");
        await using (await RawPeer.ConnectAsync(server.EndPoint(), "other")) Assert.Equal(0, next.Socket.Available);
        await TestServer.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(0.3));
            return next.Socket.Available > 0;
        }, () => "it is not accepted");
        Assert.Equal(ReasonCode.Success, (await next.ReadAsync(PacketType.ConnAck)).Code);
        peers.Add(next);
        foreach (var peer in peers) await peer.DisposeAsync();
    }

    private static async Task<RawPeer> FromAsync(HeliographServer server, string address)
    {
        var peer = await RawPeer.OpenAsync(server.EndPoint(), from: IPAddress.Parse(address));
        await peer.SendAsync(Octets.Connect("twice", ProtocolVersion.V5));
        return peer;
    }
}
