using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Heliograph.Server.Hosting;

/// <summary>Healthy while the broker serves and takes messages; degraded while memory or disk is short; unhealthy when it does not run.</summary>
internal sealed class HeliographHealthCheck(HeliographService service) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (service.Server is not { IsStopping: false } server) return HealthCheckResult.Unhealthy("the broker does not run");
        if (server.Failed.IsCompletedSuccessfully) return HealthCheckResult.Unhealthy(server.Failed.Result.Problem);
        var status = server.Status();
        var numbers = new Dictionary<string, object> { ["clients"] = status.ClientsConnected, ["sessions"] = status.Sessions, ["queuedMessages"] = status.QueuedMessages };
        if (server.Broker.IsShortOfMemory) return HealthCheckResult.Degraded("memory is short: messages that must be kept are refused", data: numbers);
        return server.Journal.HasRoom
            ? HealthCheckResult.Healthy("the broker serves", numbers)
            : HealthCheckResult.Degraded("the disk is short of space or slow: messages that must be kept are refused", data: numbers);
    }
}
