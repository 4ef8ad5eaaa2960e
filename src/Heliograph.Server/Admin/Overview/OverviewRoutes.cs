using Heliograph.Server.Admin.Http;

namespace Heliograph.Server.Admin.Overview;

/// <summary>The broker at a glance, now and lately; and whether it lives.</summary>
internal sealed class OverviewRoutes(AdminContext context, OverviewSource source)
{
    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/overview", "The broker at a glance.", call => call.ReplyAsync(source.Latest ?? source.Take(), AdminJson.Default.OverviewAnswer)).Answers(AdminJson.Default.OverviewAnswer),
        AdminRoute.Get("/api/v1/overview/history", "Rates, connections and queued messages of the last seconds.", ShowHistoryAsync).Asks(RouteParameter.Number("seconds", "how far back, 10 to 3600; 900 if absent")).Answers(AdminJson.Default.HistoryAnswer),
        AdminRoute.Get("/health/live", "Whether the process answers.", call => call.ReplyAsync(new HealthAnswer("live"), AdminJson.Default.HealthAnswer), Role.None).Answers(AdminJson.Default.HealthAnswer),
        AdminRoute.Get("/health/ready", "Whether messages are taken: 503 while disk or memory is short.", ShowReadinessAsync, Role.None).Answers(AdminJson.Default.HealthAnswer),
    ];

    private Task ShowHistoryAsync(AdminCall call) => call.ReplyAsync(
        source.History.Last((int)call.Number("seconds", 900, 10, TrafficHistory.SecondsMax)), AdminJson.Default.HistoryAnswer);

    private Task ShowReadinessAsync(AdminCall call)
    {
        if (context.Broker.IsShortOfMemory) throw new ProblemException(503, "Not ready", "the broker is short of memory");
        if (!context.Journal.HasRoom) throw new ProblemException(503, "Not ready", "the journal has no room");
        return call.ReplyAsync(new HealthAnswer("ready"), AdminJson.Default.HealthAnswer);
    }
}

/// <summary>live or ready.</summary>
internal sealed record HealthAnswer(string Status);
