using Heliograph.Broker.Connections;
using Heliograph.Broker.Statistics;
using Heliograph.Server.Admin.Listeners;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Admin.Overview;

/// <summary>Puts the overview together, once a second for everyone who looks.</summary>
internal sealed class OverviewSource(AdminContext context)
{
    private readonly DateTime _startedAt = context.Time.GetUtcNow().UtcDateTime;

    /// <summary>What was lately.</summary>
    public TrafficHistory History { get; } = new(context.Time);

    /// <summary>Takes the counters of this second.</summary>
    public OverviewAnswer Take()
    {
        var status = context.Broker.Status();
        var totals = TrafficTotals.Of(context.Broker.Counters);
        History.Add(totals, status);
        return Latest = new(
            HeliographServer.Version, _startedAt, context.Time.GetUtcNow().UtcDateTime, status.Connections, status.ClientsConnected,
            status.Sessions, status.SessionsMaximum, status.Subscriptions, status.SharedSubscriptions,
            Retained(status), new(status.QueuedMessages, status.QueuedBytes),
            History.Latest, totals.All(), Memory(), Store(), ListenerRoutes.RowsOf(context.Server.Listeners), Alarms());
    }

    /// <summary>The overview of the last second.</summary>
    public OverviewAnswer? Latest { get; private set; }

    // As the list of them has it: without those of the broker itself.
    private Amount Retained(BrokerStatus status)
    {
        var own = context.Broker.Inspection.Retained("$SYS/#", context.Clock.Now);
        return new(Math.Max(0, status.RetainedMessages - own.Count), Math.Max(0, status.RetainedBytes - own.Sum(message => (long)message.Size)));
    }

    private MemoryUse Memory() => new(
        Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), context.Server.MemoryCeiling, context.Broker.IsShortOfMemory);

    private StoreRow? Store() => context.Server.StoreUse() is { } use
        ? new(use.Level.ToString().ToLowerInvariant(), use.BytesOnDisk, use.FreeBytes, !context.Journal.HasRoom)
        : null;

    private static string NamesOf(IReadOnlyList<TakeoverLoop> loops)
    {
        const int namedMax = 5;
        var names = loops.OrderByDescending(loop => loop.Takeovers).Take(namedMax)
            .Select(loop => $"'{LogText.Escape(loop.ClientId)}' ({loop.Loser.Address} and {loop.Taker.Address})");
        return string.Join(", ", names) + (loops.Count > namedMax ? $" and {loops.Count - namedMax} more" : "");
    }

    private List<Alarm> Alarms()
    {
        var alarms = new List<Alarm>();
        if (context.Broker.IsShortOfMemory)
            alarms.Add(new("memory", "error", "The broker is short of memory: it stores no messages and makes no sessions.", "Let queues drain, delete sessions that nobody needs, or raise memory_max."));
        if (!context.Journal.HasRoom)
            alarms.Add(new("disk", "error", "The journal has no room: messages that must be kept are refused or held.", "Free space on the disk of the instance."));
        if (context.HasFirstPassword())
            alarms.Add(new("first-password", "warning", "The user admin still has the password that everybody knows.", "Change it: heliograph passwd DIR admin"));
        if (context.Broker.TakeoverLoops(context.Clock.Now) is { Count: > 0 } loops)
            alarms.Add(new("takeover-loop", "warning", $"Client ids are taken from each other by two connections: {NamesOf(loops)}.", $"{TakeoverLoop.Remedy}."));
        return alarms;
    }
}
