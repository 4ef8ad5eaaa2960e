using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Heliograph.Server.Admin.Access;
using Heliograph.Server.Admin.Audit;
using Heliograph.Server.Admin.Bans;
using Heliograph.Server.Admin.Certificates;
using Heliograph.Server.Admin.Clients;
using Heliograph.Server.Admin.Configuration;
using Heliograph.Server.Admin.Documentation;
using Heliograph.Server.Admin.Events;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Keys;
using Heliograph.Server.Admin.Listeners;
using Heliograph.Server.Admin.Live;
using Heliograph.Server.Admin.Login;
using Heliograph.Server.Admin.Messages;
using Heliograph.Server.Admin.Metrics;
using Heliograph.Server.Admin.Overview;
using Heliograph.Server.Admin.Publishing;
using Heliograph.Server.Admin.Retained;
using Heliograph.Server.Admin.Sessions;
using Heliograph.Server.Admin.Topics;
using Heliograph.Server.Admin.Traces;
using Heliograph.Server.Admin.Users;
using Heliograph.Server.Admin.Why;
using Heliograph.Server.Listeners.WebSockets;
using Heliograph.Server.Security.Backoff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin;

/// <summary>The web server of the console and the REST API. Dispose to stop.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private const long BodyBytesMax = 64 * 1024; // what may publish allows more, once it is known who asks

    private const int ConnectionsMax = 1_000;

    // Whoever has connected and says nothing holds a place; a browser opens another when it needs one.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30), RequestHeadMax = TimeSpan.FromSeconds(10);

    private readonly List<WebApplication> _bound = [];
    private readonly LiveHub _hub;
    private readonly LoginSessions _sessions;

    private AdminServer(LiveHub hub, LoginSessions sessions) => (_hub, _sessions) = (hub, sessions);

    /// <summary>Where the console is.</summary>
    public IEnumerable<Uri> Urls => _bound.Select(application => new Uri(application.Urls.First()));

    /// <summary>Binds the addresses and begins to answer. One that cannot be bound costs itself, and is told.</summary>
    public static async Task<AdminServer> StartAsync(
        AdminContext context, LiveHub hub, ILoggerFactory loggers, Action<string> onNotBound, CancellationToken stop)
    {
        var log = loggers.CreateLogger("heliograph.console");
        var sessions = new LoginSessions(context.Time);
        var overview = new OverviewSource(context);
        var backoff = new LoginBackoff(LoginWaits.Policy, context.Time);
        var dispatcher = new AdminDispatcher(
            RoutesOf(context, sessions, backoff, overview, hub, log), new(sessions, context.Keys, backoff, context.Server.Meter.ConsoleRefusals, log), context.Audit,
            new(context.Options), new(), log);
        var server = new AdminServer(hub, sessions);
        foreach (var (port, isSecure) in new[] { (context.Options.Port, false), (context.Options.HttpsPort, true) })
        {
            if (port is null) continue;
            try
            {
                server._bound.Add(await BindAsync(context, port.Value, isSecure, dispatcher, loggers, stop));
            }
            catch (Exception failure) when (failure is IOException or SocketException or CryptographicException or UnauthorizedAccessException)
            {
                onNotBound($"The console is not at port {port} ({(isSecure ? "https" : "http")}): {failure.Message.TrimEnd('.')}. Change [console] in etc/heliograph.toml");
            }
        }

        hub.Start(overview);
        return server;
    }

    /// <summary>A user is gone, or has another password: whoever is logged in with the one before is not any more.</summary>
    public void EndLoginsOf(string userName) => _sessions.EndAllOf(userName);

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        foreach (var application in _bound)
        {
            await application.StopAsync(now.Token);
            await application.DisposeAsync();
        }
    }

    private static async Task<WebApplication> BindAsync(
        AdminContext context, int port, bool isSecure, AdminDispatcher dispatcher, ILoggerFactory loggers, CancellationToken stop)
    {
        var certificate = isSecure ? ConsoleCertificate.Load(context.CertificateFile) : null;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyBytesMax;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
            kestrel.Limits.KeepAliveTimeout = SilenceMax;
            kestrel.Limits.RequestHeadersTimeout = RequestHeadMax;
            kestrel.Listen(IPAddress.Parse(context.Options.Address), port, listen =>
            {
                var share = new ConnectionShare();
                listen.Use(next => connection => share.ServeAsync(connection, next));
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        var application = builder.Build();
        application.UseWebSockets(WebSocketDoor.Options);
        application.Run(dispatcher.HandleAsync);
        try
        {
            await application.StartAsync(stop);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every route there is.</summary>
    internal static IReadOnlyList<AdminRoute> RoutesOf(
        AdminContext context, LoginSessions sessions, LoginBackoff backoff, OverviewSource overview, LiveHub hub, ILogger log)
    {
        List<AdminRoute> routes =
        [
            .. new LoginRoutes(context, sessions, backoff, log).All,
            .. new OverviewRoutes(context, overview).All,
            .. new ClientRoutes(context).All,
            .. new SubscriptionRoutes(context).All,
            .. new RetainedRoutes(context).All,
            .. new PublishRoutes(context).All,
            .. new EventRoutes(context).All,
            .. new AccessRoutes(context).All,
            .. new UserRoutes(context).All,
            .. new AclRoutes(context).All,
            .. new BanRoutes(context).All,
            .. new KeyRoutes(context).All,
            .. new AuditRoutes(context).All,
            .. new LiveRoutes(hub).All,
            .. new MessageRoutes(context).All,
            .. new TopicRoutes(context).All,
            .. new ListenerRoutes(context).All,
            .. new CertificateRoutes(context).All,
            .. new ConfigurationRoutes(context.Configuration).All,
            .. new WhyRoutes(context).All,
            .. new TraceRoutes(context).All,
            .. new MetricsRoutes(context).All,
        ];
        routes.Add(AdminRoute.Get("/api", "This API as a page for people.", call => ApiPage.ReplyAsync(call, routes), Role.None) with { AnswerContentType = "text/html" });
        routes.Add(AdminRoute.Get("/api/style.css", "How that page looks.", ApiPage.ReplyStyleAsync, Role.None) with { AnswerContentType = "text/css" });
        routes.Add(AdminRoute.Get("/api/v1/openapi.json", "This API as an OpenAPI document.",
            call => call.ReplyAsync(OpenApiDocument.Of(routes), AdminJson.Default.JsonObject), Role.None));
        return routes;
    }
}
