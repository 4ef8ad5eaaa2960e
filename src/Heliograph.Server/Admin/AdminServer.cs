using System.Net;
using Heliograph.Server.Admin.Clients;
using Heliograph.Server.Admin.Documentation;
using Heliograph.Server.Admin.Events;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Live;
using Heliograph.Server.Admin.Login;
using Heliograph.Server.Admin.Metrics;
using Heliograph.Server.Admin.Overview;
using Heliograph.Server.Admin.Publishing;
using Heliograph.Server.Admin.Retained;
using Heliograph.Server.Admin.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin;

/// <summary>The web server of the console and the REST API. Dispose to stop.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private const long BodyBytesMax = 300_000_000; // a publish of the largest packet, as base64

    private const int ConnectionsMax = 1_000;

    private readonly WebApplication _application;
    private readonly LiveHub _hub;

    private AdminServer(WebApplication application, LiveHub hub) => (_application, _hub) = (application, hub);

    /// <summary>Where the console is.</summary>
    public Uri Url => new(_application.Urls.First());

    /// <summary>Binds the address and begins to answer.</summary>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<AdminServer> StartAsync(AdminContext context, LiveHub hub, ILoggerFactory loggers, CancellationToken stop)
    {
        var address = IPAddress.Parse(context.Options.Address);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Listen(address, context.Options.Port);
        });
        var application = builder.Build();
        var log = loggers.CreateLogger("heliograph.console");
        var sessions = new LoginSessions(context.Time);
        var overview = new OverviewSource(context);
        var dispatcher = new AdminDispatcher(RoutesOf(context, sessions, overview, hub, log), sessions, new(address), new(), log);
        application.Run(dispatcher.HandleAsync);
        try
        {
            await application.StartAsync(stop);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        hub.Start(overview);
        return new(application, hub);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    /// <summary>Every route there is.</summary>
    internal static IReadOnlyList<AdminRoute> RoutesOf(
        AdminContext context, LoginSessions sessions, OverviewSource overview, LiveHub hub, ILogger log)
    {
        List<AdminRoute> routes =
        [
            .. new LoginRoutes(context, sessions, new(context.Time), log).All,
            .. new OverviewRoutes(context, overview).All,
            .. new ClientRoutes(context).All,
            .. new SubscriptionRoutes(context).All,
            .. new RetainedRoutes(context).All,
            .. new PublishRoutes(context).All,
            .. new EventRoutes(context).All,
            .. new LiveRoutes(hub, sessions).All,
            .. new MetricsRoutes(context).All,
        ];
        routes.Add(AdminRoute.Get("/api/v1/openapi.json", "This API as an OpenAPI document.",
            call => call.ReplyAsync(OpenApiDocument.Of(routes), AdminJson.Default.JsonObject), Role.None));
        return routes;
    }
}
