using System.Net;
using Heliograph.Broker.Access;
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

    [Fact]
    public async Task Whoever_logs_in_by_an_exchange_waits_as_well_and_gets_the_last_data_then()
    {
        var time = new HandTurnedTime();
        await using var server = await TestServer.StartAsync(change: options => options with { Time = time, EnhancedAuthenticator = new OneStep() });
        var peers = new List<RawPeer>();
        for (var turn = 0; turn < 5; turn++)
        {
            peers.Add(await FromAsync(server, $"127.0.0.{2 + (turn % 2)}"));
            await peers[^1].ReadAsync(PacketType.ConnAck);
        }

        var next = await FromAsync(server, "127.0.0.3", method: "ONE-STEP");
        await using (await RawPeer.ConnectAsync(server.EndPoint(), "other")) Assert.Equal(0, next.Socket.Available);
        await TestServer.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(0.3));
            return next.Socket.Available > 0;
        }, () => "it is not accepted");
        var answer = new byte[200];
        var length = await next.Socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal((0x20, 0), (answer[0], answer[3])); // CONNACK, success
        Assert.Contains("last-data", System.Text.Encoding.Latin1.GetString(answer, 0, length), StringComparison.Ordinal);
        peers.Add(next);
        foreach (var peer in peers) await peer.DisposeAsync();
    }

    private static async Task<RawPeer> FromAsync(HeliographServer server, string address, string? method = null)
    {
        var peer = await RawPeer.OpenAsync(server.EndPoint(), from: IPAddress.Parse(address));
        await peer.SendAsync(Octets.Connect("twice", ProtocolVersion.V5, method: method));
        return peer;
    }

    private sealed class OneStep : IEnhancedAuthenticator, IAuthenticationExchange
    {
        public IAuthenticationExchange? TryStart(string method, AuthenticationRequest request) => this;

        public AuthenticationStep Step(ReadOnlySpan<byte> data) =>
            new(new(AuthenticationOutcome.Accepted, null, "it is the only step"), "last-data"u8.ToArray());
    }
}
