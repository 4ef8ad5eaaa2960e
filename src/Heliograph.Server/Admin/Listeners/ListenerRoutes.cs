using System.Net;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Listeners;

namespace Heliograph.Server.Admin.Listeners;

/// <summary>Where clients are accepted.</summary>
internal sealed class ListenerRoutes(AdminContext context)
{
    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/listeners", "The listeners, and whether they listen.", call => call.ReplyAsync(new(RowsOf(context.Server.Listeners)), AdminJson.Default.ListenersAnswer)).Answers(AdminJson.Default.ListenersAnswer),
        AdminRoute.Post("/api/v1/listeners/stop", Role.Admin, "Stops a listener and cuts its connections, until it is started or the broker is.", StopAsync).Takes(AdminJson.Default.ListenerReference),
        AdminRoute.Post("/api/v1/listeners/start", Role.Admin, "Starts a listener that was stopped or could not be bound.", StartAsync).Takes(AdminJson.Default.ListenerReference),
    ];

    public static IReadOnlyList<ListenerRow> RowsOf(ListenerSet listeners) => [.. listeners.All.Select(view => new ListenerRow(
        view.Options.Name, ProtocolOf(view.Options), (view.EndPoint as IPEndPoint)?.Address.ToString() ?? Peers.AddressText(view.EndPoint),
        (view.EndPoint as IPEndPoint)?.Port ?? 0, view.State.ToString().ToLowerInvariant(), view.Problem,
        view.Connections, view.Accepted, view.Counts.RefusedInAll))];

    private static string ProtocolOf(ListenerOptions options)
    {
        var spoken = options.Protocol.ToString().ToLowerInvariant();
        return options.Tls.Certificate.Length > 0 ? $"{spoken}+tls" : spoken;
    }

    private async Task StopAsync(AdminCall call)
    {
        var name = (await call.ReadAsync(AdminJson.Default.ListenerReference)).Name;
        call.Concerns(name);
        if (!await context.Server.Listeners.StopAsync(name)) throw Unknown(name);
        await call.DoneAsync();
    }

    private async Task StartAsync(AdminCall call)
    {
        var name = (await call.ReadAsync(AdminJson.Default.ListenerReference)).Name;
        call.Concerns(name);
        try
        {
            if (!await context.Server.Listeners.StartAsync(name, call.Http.RequestAborted)) throw Unknown(name);
        }
        catch (OperatorException failure)
        {
            throw new ProblemException(409, "Not bound", failure.Problem) { Field = "name", Value = name, Remedy = failure.Remedy };
        }

        await call.DoneAsync();
    }

    private static ProblemException Unknown(string name) =>
        ProblemException.NotFound($"there is no listener '{name}'", "GET /api/v1/listeners names them");
}

/// <summary>One listener.</summary>
/// <param name="Name">As configured.</param>
/// <param name="Protocol">any, mqtt or websocket, followed by +tls where there is a certificate.</param>
/// <param name="Address">The IP address, or unix: and the path of a Unix socket.</param>
/// <param name="Port">The TCP port; 0 for a Unix socket.</param>
/// <param name="State">listening, stopped or failed.</param>
/// <param name="Problem">Why it failed, or null.</param>
/// <param name="Connections">Open now.</param>
/// <param name="Accepted">Since the start of the broker.</param>
/// <param name="Refused">Those among them that were turned away before a byte was read, by the listener's own bounds and networks.</param>
internal sealed record ListenerRow(
    string Name, string Protocol, string Address, int Port, string State, string? Problem, int Connections, long Accepted, long Refused);

/// <summary>All listeners.</summary>
internal sealed record ListenersAnswer(IReadOnlyList<ListenerRow> Items);

/// <summary>Which listener a change is about.</summary>
internal sealed record ListenerReference(string Name);
