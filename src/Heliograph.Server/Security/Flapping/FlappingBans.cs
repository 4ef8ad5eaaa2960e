using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Security.Bans;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Security.Flapping;

/// <summary>Bans whoever connects too often, ends its connections and tells of it; on another thread, because bans are written to the disk.</summary>
/// <param name="bans">Where the bans go.</param>
/// <param name="life">How long they last.</param>
/// <param name="disconnect">Ends the connections that a condition concerns, with a cause.</param>
/// <param name="tell">Takes the event.</param>
/// <param name="log">Is told what failed.</param>
internal sealed partial class FlappingBans(
    BanList bans, TimeSpan life, Action<Func<Identity, bool>, string> disconnect, Action<BrokerEvent> tell, ILogger log)
{
    /// <summary>Who sets them.</summary>
    public const string Author = "flapping detection";

    public void OnFlapping(Flapper who) => ThreadPool.UnsafeQueueUserWorkItem(_ => Ban(who), null);

    private void Ban(Flapper who)
    {
        try
        {
            if (bans.Add(who.Kind, who.Value, who.Cause, Author, life) is not { } ban)
            {
                LogFull(who.Value, BanList.CountMax);
                return;
            }

            tell(who.Last with { Kind = EventKind.Flapping, Code = ReasonCode.Banned, Cause = ban.Cause, Topic = null, Terms = null });
            disconnect(ban.Concerns, ban.Cause);
        }
        catch (Exception failure)
        {
            LogFailure(failure, who.Value);
        }
    }

    [LoggerMessage(LogLevel.Warning, "'{Value}' connects too often and is not banned: there are {Count} bans already, or too long ones; lift some")]
    private partial void LogFull(string value, int count);

    [LoggerMessage(LogLevel.Warning, "'{Value}' connects too often and is not banned")]
    private partial void LogFailure(Exception failure, string value);
}
