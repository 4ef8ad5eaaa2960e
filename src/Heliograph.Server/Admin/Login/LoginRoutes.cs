using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Sessions;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Telemetry.Metrics;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin.Login;

/// <summary>Logging in and out.</summary>
internal sealed partial class LoginRoutes(AdminContext context, LoginSessions sessions, LoginBackoff backoff, ILogger log)
{
    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Post("/api/v1/login", Role.None, "Logs in with user name and password, and sets the session's cookie.", LogInAsync).Takes(AdminJson.Default.Credentials).Answers(AdminJson.Default.SessionView),
        AdminRoute.Post("/api/v1/logout", Role.Viewer, "Ends the session.", LogOutAsync) with { NeedsLogin = true },
        AdminRoute.Get("/api/v1/session", "Who is logged in, or whose key it is.", ShowAsync).Answers(AdminJson.Default.SessionView),
    ];

    private async Task LogInAsync(AdminCall call)
    {
        if (call.Http.Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
            throw new ProblemException(403, "Not from the console", "a page of another site asked for a login");
        var credentials = await call.ReadAsync(AdminJson.Default.Credentials);
        call.ClaimedName = credentials.UserName;
        var wait = backoff.WaitOf(LoginKey.OfAddress(call.Address), LoginKey.OfUser(credentials.UserName));
        if (wait > TimeSpan.Zero)
        {
            context.Server.Meter.ConsoleRefusals.Count(ConsoleRefusal.Waiting);
            throw LoginWaits.Refusal(wait);
        }

        var before = HashOf(credentials.UserName);
        var role = await ProveAsync(call, credentials);
        backoff.OnSuccess(LoginKey.OfUser(credentials.UserName));
        var session = sessions.Begin(credentials.UserName, role, out var token);
        // Whoever deletes the user or changes the password ends the sessions there are: this one may have come too late for that.
        if (HashOf(credentials.UserName) != before)
        {
            sessions.End(token);
            throw new ProblemException(401, "Wrong credentials", "the user was changed meanwhile") { Remedy = "Try again" };
        }

        SessionCookie.Set(call.Http, token);
        LogLogin(credentials.UserName, call.Address);
        await ReplyAsync(call, session);
    }

    private string? HashOf(string userName) => context.Access.Users.TryFind(userName, out PasswordHash? hash) ? hash.Text : null;

    private async Task<Role> ProveAsync(AdminCall call, Credentials credentials)
    {
        var request = new AuthenticationRequest(
            ClientId: "", credentials.UserName, Encoding.UTF8.GetBytes(credentials.Password), new(call.Address, call.IsLoopback));
        var result = await context.Authenticator.AuthenticateAsync(request, call.Http.RequestAborted);
        if (result.Outcome == AuthenticationOutcome.Unavailable)
            throw new ProblemException(503, "Cannot be checked now", "too many logins are being checked") { RetryAfterSeconds = 5, Remedy = "Try again later" };
        var role = result is { Outcome: AuthenticationOutcome.Accepted, UserName: { } userName } ? context.Options.RoleOf(userName) : Role.None;
        if (role > Role.None) return role;
        var (address, user) = (LoginKey.OfAddress(call.Address), LoginKey.OfUser(credentials.UserName));
        backoff.OnFailure(address, user);
        context.Server.Meter.ConsoleRefusals.Count(
            result.Outcome is AuthenticationOutcome.Accepted or AuthenticationOutcome.NotAuthorized ? ConsoleRefusal.NotAuthorized : ConsoleRefusal.Credentials);
        var wait = backoff.WaitOf(address, user);
        int? retryAfter = wait > TimeSpan.Zero ? LoginWaits.Seconds(wait) : null;
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

    private Task ShowAsync(AdminCall call) => call.Caller is { Key: { } key } program
        ? ReplyAsync(call, program.Name, key.Role, csrf: "", key.ExpiresAt)
        : ReplyAsync(call, call.Session!);

    private Task ReplyAsync(AdminCall call, LoginSession session) =>
        ReplyAsync(call, session.UserName, session.Role, session.Csrf, sessions.ExpiryOf(session).UtcDateTime);

    private Task ReplyAsync(AdminCall call, string name, Role role, string csrf, DateTime? expiresAt) => call.ReplyAsync(
        new SessionView(name, role.ToString().ToLowerInvariant(), csrf, context.HasFirstPassword(), context.IsExposed, HeliographServer.Version, expiresAt),
        AdminJson.Default.SessionView);

    [LoggerMessage(LogLevel.Information, "user '{User}' logged in to the console from {Address}")]
    private partial void LogLogin(string user, string address);

    [LoggerMessage(LogLevel.Warning, "user '{User}' was refused at the console from {Address}: {Cause}")]
    private partial void LogRefusal(string user, string address, string cause);
}

/// <summary>What a login brings.</summary>
internal sealed record Credentials(string UserName, string Password);

/// <summary>Who is logged in. With a key there is no csrf, and expiresAt is null where the key does not expire.</summary>
internal sealed record SessionView(
    string UserName, string Role, string Csrf, bool FirstPassword, bool Exposed, string Version, DateTime? ExpiresAt);
