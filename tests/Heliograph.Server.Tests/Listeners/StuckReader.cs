using Heliograph.Broker.Counters;
using Heliograph.Mqtt;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Makes a client that has stopped reading, with every buffer between it and the broker full.</summary>
internal static class StuckReader
{
    /// <summary>Connects, subscribes and floods a client until the broker drops what it sends it.</summary>
    public static async Task<RawPeer> ConnectAsync(HeliographServer server, string clientId, ushort keepAliveSeconds = 0)
    {
        var stuck = await RawPeer.ConnectAsync(server.EndPoint(), clientId, keepAliveSeconds: keepAliveSeconds, receiveBufferBytes: 8_192);
        await stuck.SubscribeAsync($"flood/{clientId}");
        await using var flood = await RawPeer.ConnectAsync(server.EndPoint(), $"flood-of-{clientId}");
        var droppedBefore = server.Broker.Counters[Counter.PublishDropped];
        var message = Octets.Publish($"flood/{clientId}", new byte[100_000], ProtocolVersion.V5);
        while (server.Broker.Counters[Counter.PublishDropped] == droppedBefore)
        {
            await flood.SendAsync(message);
            await flood.PingAsync();
        }

        return stuck;
    }
}
