using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Heliograph.Server.Admin.Audit;
using Heliograph.Server.Admin.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin.Http;

/// <summary>From a request to its route: who asks, whether they may, and what is answered when they may not.</summary>
internal sealed partial class AdminDispatcher(
    IReadOnlyList<AdminRoute> routes, Callers callers, AuditLog audit, HostCheck hosts, ConsoleFiles files, ILogger log)
{
    public const string CsrfHeader = "X-CSRF-Token";

    private readonly FrozenDictionary<(string, string), AdminRoute> _routes =
        routes.ToFrozenDictionary(route => (route.Method, route.Path));

    private readonly FrozenSet<string> _paths = routes.Select(route => route.Path).ToFrozenSet(StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext http)
    {
        ResponseHeaders.Add(http.Response);
        try
        {
            hosts.Check(http.Request);
            var path = http.Request.Path.Value ?? "/";
            var method = http.WebSockets.IsWebSocketRequest ? HttpMethods.Get : http.Request.Method; // CONNECT over HTTP/2, RFC 8441
            if (_routes.TryGetValue((method, path), out var route)) await CallAsync(route, http);
            else if (_paths.Contains(path)) throw new ProblemException(405, "Method not allowed", $"{http.Request.Method} is not possible here");
            else if (path.StartsWith("/api/", StringComparison.Ordinal)) throw ProblemException.NotFound($"there is nothing at {path}", "See /api/v1/openapi.json");
            else await files.ServeAsync(http);
        }
        catch (ProblemException problem)
        {
            await AnswerAsync(http, problem);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
        catch (BadHttpRequestException refused)
        {
            await AnswerAsync(http, new(refused.StatusCode, "Bad request", refused.Message));
        }
        catch (OperatorException failure)
        {
            await AnswerAsync(http, new(503, "Not done", failure.Problem) { Remedy = failure.Remedy });
        }
        catch (Exception failure)
        {
            LogFailure(failure, http.Request.Path);
            await AnswerAsync(http, new(500, "Internal error", "the request failed; the log says why"));
        }
    }

    private async Task CallAsync(AdminRoute route, HttpContext http)
    {
        var call = new AdminCall(http);
        try
        {
            call.Caller = callers.Identify(call);
            if (route.Role > Role.None) Check(route, call);
            CheckParameters(route, call);
            await route.Handle(call);
        }
        catch (Exception failure)
        {
            Note(route, call, failure switch
            {
                ProblemException problem => problem.Field is { } field ? $"{problem.Status}: {problem.Message} ({field})" : $"{problem.Status}: {problem.Message}",
                OperatorException cannot => $"503: {cannot.Problem}",
                BadHttpRequestException refused => $"{refused.StatusCode}: {refused.Message}",
                OperationCanceledException => "whoever asked went away before it was answered; it may have been done",
                _ => "it failed; the log says why",
            });
            throw;
        }

        Note(route, call, refusal: null);
    }

    // Each change leaves one entry, here and nowhere else. The answer ends after it.
    private void Note(AdminRoute route, AdminCall call, string? refusal)
    {
        if (!route.Changes || call.HasOnlyLooked) return;
        var changedNothing = refusal is not null || route.Role < Role.Operator;
        audit.Add(
            new(0, default, call.Caller?.UserName ?? call.ClaimedName, call.Caller?.Via ?? "console", call.Address, route.Action, call.Target, call.Detail,
                refusal is null ? AuditEntry.Done : AuditEntry.Refused, refusal),
            changedNothing ? call.Caller?.Name ?? (refusal is null ? call.ClaimedName : null) ?? "" : null);
    }

    // A misspelt filter would let everything through. Whoever scrapes metrics or looks after health sends what it likes.
    private static void CheckParameters(AdminRoute route, AdminCall call)
    {
        if (!route.Path.StartsWith("/api/", StringComparison.Ordinal)) return;
        foreach (var name in call.Http.Request.Query.Keys)
        {
            if (route.Parameters.Any(parameter => parameter.Name == name)) continue;
            var known = string.Join(", ", route.Parameters.Select(parameter => parameter.Name));
            throw new ProblemException(422, "An unknown parameter", $"{route.Path} has no parameter of this name")
            {
                Field = name.Length > 100 ? name[..100] : name,
                Remedy = known.Length > 0 ? $"It has {known}" : "It has none",
            };
        }
    }

    private static void Check(AdminRoute route, AdminCall call)
    {
        if (call.Caller is not { } caller)
            throw new ProblemException(401, "Not logged in", "nobody is logged in, or the login has expired") { Remedy = "Log in" };
        if (caller.Role < route.Role)
        {
            throw new ProblemException(403, "Not allowed", $"{caller.Name} is {Words(caller.Role)}, and this is for {Words(route.Role)}")
            {
                Remedy = caller.Key is null ? "Have the user added to [console] in etc/heliograph.toml" : "Have an admin make a key with that role",
            };
        }

        if (route.NeedsLogin && caller.Session is null) throw AdminCall.LoginNeeded();
        if (route.Method != "GET" && caller.Session is { } session) CheckOrigin(call.Http.Request, session);
    }

    // A cookie comes along with whatever page asks; the token only our own pages know. A key no page of another site can send.
    private static void CheckOrigin(HttpRequest request, LoginSession session)
    {
        var token = request.Headers[CsrfHeader].ToString();
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(session.Csrf)))
        {
            throw new ProblemException(403, "Not from the console", $"the header {CsrfHeader} is missing or wrong")
            {
                Remedy = "Send the csrf of GET /api/v1/session with every change",
            };
        }
    }

    private static string Words(Role role) => role switch
    {
        Role.Viewer => "a viewer",
        Role.Operator => "an operator",
        Role.Admin => "an admin",
        _ => "nobody",
    };

    private static async Task AnswerAsync(HttpContext http, ProblemException problem)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = problem.Status;
        if (problem.RetryAfterSeconds is { } seconds) http.Response.Headers.RetryAfter = $"{seconds}";
        http.Response.ContentType = "application/problem+json";
        await JsonSerializer.SerializeAsync(http.Response.Body, Problem.Of(problem), AdminJson.Default.Problem);
    }

    [LoggerMessage(LogLevel.Error, "a request for {Path} failed")]
    private partial void LogFailure(Exception failure, string path);
}
