using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Sessions;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin.Login;

/// <summary>Logging in and out.</summary>
internal sealed partial class LoginRoutes(AdminContext context, LoginSessions sessions, LoginBackoff backoff, ILogger log)
{
    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Post("/api/v1/login", Role.None, "Logs in with user name and password, and sets the session's cookie.", LogInAsync),
        AdminRoute.Post("/api/v1/logout", Role.Viewer, "Ends the session.", LogOutAsync),
        AdminRoute.Get("/api/v1/session", "Who is logged in.", call => ReplyAsync(call, call.Session!)),
    ];

    private async Task LogInAsync(AdminCall call)
    {
        if (call.Http.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
            throw new ProblemException(403, "Not from the console", "a page of another site asked for a login");
        var credentials = await call.ReadAsync(AdminJson.Default.Credentials);
        var wait = backoff.WaitOf(call.Address, credentials.UserName);
        if (wait > TimeSpan.Zero) throw TooMany(wait);
        var role = await ProveAsync(call, credentials);
        backoff.OnSuccess(credentials.UserName);
        var session = sessions.Begin(credentials.UserName, role, out var token);
        SessionCookie.Set(call.Http, token);
        LogLogin(credentials.UserName, call.Address);
        await ReplyAsync(call, session);
    }

    private async Task<Role> ProveAsync(AdminCall call, Credentials credentials)
    {
        var request = new AuthenticationRequest(
            ClientId: "", credentials.UserName, Encoding.UTF8.GetBytes(credentials.Password), call.Address, call.IsLoopback);
        var result = await context.Authenticator.AuthenticateAsync(request, call.Http.RequestAborted);
        if (result.Outcome == AuthenticationOutcome.Unavailable)
            throw new ProblemException(503, "Cannot be checked now", "too many logins are being checked") { RetryAfterSeconds = 5, Remedy = "Try again later" };
        var role = result is { Outcome: AuthenticationOutcome.Accepted, UserName: { } userName } ? context.Options.RoleOf(userName) : Role.None;
        if (role > Role.None) return role;
        backoff.OnFailure(call.Address, credentials.UserName);
        var wait = backoff.WaitOf(call.Address, credentials.UserName);
        int? retryAfter = wait > TimeSpan.Zero ? Seconds(wait) : null;
        LogRefusal(credentials.UserName, call.Address, result.Outcome == AuthenticationOutcome.Accepted ? "no role in [console]" : result.Cause);
        if (result.Outcome == AuthenticationOutcome.NotAuthorized)
            throw new ProblemException(403, "Not allowed", result.Cause) { Remedy = "Change the password from the machine itself", RetryAfterSeconds = retryAfter };
        throw result.Outcome == AuthenticationOutcome.Accepted
            ? new ProblemException(403, "Not allowed", "this user has no role on the console")
            {
                Remedy = "Have the user added to [console] in etc/heliograph.toml",
                RetryAfterSeconds = retryAfter,
            }
            : new ProblemException(401, "Wrong credentials", "user name or password is wrong") { Remedy = "Try again", RetryAfterSeconds = retryAfter };
    }

    private Task LogOutAsync(AdminCall call)
    {
        sessions.End(SessionCookie.Read(call.Http.Request));
        SessionCookie.Delete(call.Http);
        return call.DoneAsync();
    }

    private Task ReplyAsync(AdminCall call, LoginSession session) => call.ReplyAsync(
        new SessionView(session.UserName, session.Role.ToString().ToLowerInvariant(), session.Csrf, context.HasFirstPassword(), context.IsExposed,
            HeliographServer.Version, sessions.ExpiryOf(session).UtcDateTime),
        AdminJson.Default.SessionView);

    private static ProblemException TooMany(TimeSpan wait) =>
        new(429, "Too many wrong passwords", $"the next try has to wait {Seconds(wait)} s")
        {
            RetryAfterSeconds = Seconds(wait),
            Remedy = "Wait, or have the password set anew with heliograph passwd",
        };

    private static int Seconds(TimeSpan wait) => (int)Math.Ceiling(wait.TotalSeconds);

    [LoggerMessage(LogLevel.Information, "user '{User}' logged in to the console from {Address}")]
    private partial void LogLogin(string user, string address);

    [LoggerMessage(LogLevel.Warning, "user '{User}' was refused at the console from {Address}: {Cause}")]
    private partial void LogRefusal(string user, string address, string cause);
}

/// <summary>What a login brings.</summary>
internal sealed record Credentials(string UserName, string Password);

/// <summary>Who is logged in.</summary>
internal sealed record SessionView(
    string UserName, string Role, string Csrf, bool FirstPassword, bool Exposed, string Version, DateTime ExpiresAt);
