using Heliograph.Server.Admin.Http;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Admin.Metrics;

/// <summary>The broker's numbers for Prometheus. From this machine without login, from elsewhere with one.</summary>
internal sealed class MetricsRoutes(AdminContext context)
{
    public IEnumerable<AdminRoute> All => [AdminRoute.Get("/metrics", "The broker's numbers in the text format of Prometheus.", ShowAsync, Role.None)];

    private Task ShowAsync(AdminCall call)
    {
        if (!call.IsLoopback && call.Caller is null)
            throw new ProblemException(401, "Not logged in", "the metrics are for this machine, and for who is logged in");
        call.Http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return call.Http.Response.WriteAsync(MetricsText.Of(context.Server.Meter), call.Http.RequestAborted);
    }
}
