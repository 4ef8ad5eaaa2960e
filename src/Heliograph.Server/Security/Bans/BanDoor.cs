using System.Net;
using Heliograph.Mqtt;
using Heliograph.Server.Listeners;

namespace Heliograph.Server.Security.Bans;

/// <summary>Turns away network connections from banned addresses before anything is made for them.</summary>
internal sealed class BanDoor(BanList bans, Broker.Broker broker, BrokerClock clock, TimeProvider time)
{
    /// <summary>Whether a peer is turned away; it is counted, and of each ban one event a minute tells of it.</summary>
    public bool IsShutTo(EndPoint? remote)
    {
        if (remote is not IPEndPoint from || bans.HitAddress(from.Address) is not { } ban) return false;
        var cause = ban.TryTell(time.GetUtcNow().UtcDateTime) ? $"{ban.Cause} (further refusals of this minute are only counted)" : null;
        using var batch = broker.BeginBatch(clock.Now);
        broker.OnRefused(Peers.AddressText(from), ReasonCode.Banned, cause, batch);
        return true;
    }
}
