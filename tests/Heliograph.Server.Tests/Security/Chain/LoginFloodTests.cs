using System.Diagnostics;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Security;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Security.Chain;

public sealed class LoginFloodTests
{
    [Fact]
    public async Task A_flood_of_wrong_passwords_does_not_stop_those_who_are_connected()
    {
        await using var instance = await ChainedInstance.StartAsync("", users: $"bob:secret\neve:{PasswordHash.Create("right").Text}\n");
        await using var bob = await RawPeer.ConnectAsync(instance.EndPoint, "bob", userName: "bob", password: "secret");
        await bob.SubscribeAsync("t", qos: 1);
        var flood = new List<RawPeer>();
        for (var i = 0; i < 300; i++)
        {
            var peer = await RawPeer.OpenAsync(instance.EndPoint);
            await peer.SendAsync(Octets.Connect($"eve {i}", peer.Version, userName: "eve", password: $"wrong {i}"));
            flood.Add(peer);
        }

        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 50; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await bob.PingAsync();
            await bob.SendAsync(Octets.Publish("t", [1], bob.Version, qos: 1, bob.NextPacketId()));
            await bob.ReadAsync(PacketType.PubAck);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
        }

        // The whole flood takes 300 hashes of some tens of milliseconds each; on the network's threads it would hold everything up.
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"a round took {slowest}");
        foreach (var peer in flood) await peer.DisposeAsync();
    }
}
