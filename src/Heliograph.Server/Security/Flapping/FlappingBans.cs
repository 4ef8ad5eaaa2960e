using Heliograph.Broker.Access;
using Heliograph.Broker.Events;
using Heliograph.Mqtt;
using Heliograph.Server.Security.Bans;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Security.Flapping;

/// <summary>Bans whoever connects too often, ends its connections and tells of it; on another thread, because bans are written to the disk.</summary>
/// <param name="bans">Where the bans go.</param>
/// <param name="life">How long they last.</param>
/// <param name="disconnect">Ends the connections for which there is a cause.</param>
/// <param name="tell">Takes the event.</param>
/// <param name="log">Is told what failed.</param>
internal sealed partial class FlappingBans(
    BanList bans, TimeSpan life, Action<Func<Identity, string?>> disconnect, Action<BrokerEvent> tell, ILogger log)
{
    /// <summary>Who sets them.</summary>
    public const string Author = "flapping detection";

    private readonly Lock _lock = new();
    private readonly Queue<Flapper> _waiting = [];
    private bool _isBanning;

    public void OnFlapping(Flapper who)
    {
        lock (_lock)
        {
            if (_waiting.Count == BanList.AutomaticMax) _waiting.Dequeue(); // its ban would give way to those behind it
            _waiting.Enqueue(who);
            if (_isBanning) return;
            _isBanning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => BanAll(), null);
    }

    // Whoever comes while one writing is under way shares the next.
    private void BanAll()
    {
        while (Take() is { Length: > 0 } some)
        {
            try
            {
                Ban(some);
            }
            catch (Exception failure)
            {
                LogFailure(failure, some.Length, some[0].Value);
            }
        }
    }

    private Flapper[] Take()
    {
        lock (_lock)
        {
            Flapper[] taken = [.. _waiting];
            _waiting.Clear();
            _isBanning = taken.Length > 0;
            return taken;
        }
    }

    private void Ban(Flapper[] some)
    {
        var set = bans.AddAutomatic([.. some.Select(who => new BanOf(who.Kind, who.Value, who.Cause))], Author, life, out var gaveWay);
        if (gaveWay > 0) LogGaveWay(gaveWay, BanList.AutomaticMax);
        var left = some.Zip(set).Where(one => one.Second is null).Select(one => one.First.Value).ToArray();
        if (left.Length > 0) LogFull(left.Length, left[0], BanList.CountMax);
        foreach (var (who, ban) in some.Zip(set))
        {
            if (ban is not null) tell(who.Last with { Kind = EventKind.Flapping, Code = ReasonCode.Banned, Cause = ban.Cause, Topic = null, Terms = null });
        }

        disconnect(bans.CauseFor);
    }

    [LoggerMessage(LogLevel.Warning, "{Clients} that connect too often are not banned, '{Value}' the first: there are {Count} bans already, or too long ones; lift some")]
    private partial void LogFull(int clients, string value, int count);

    [LoggerMessage(LogLevel.Warning, "{Count} older bans of clients that connected too often gave way to new ones: there are {Most} at most")]
    private partial void LogGaveWay(int count, int most);

    [LoggerMessage(LogLevel.Warning, "{Clients} that connect too often are not banned, '{Value}' the first")]
    private partial void LogFailure(Exception failure, int clients, string value);
}
