using Heliograph.Server.Admin.Keys;
using Heliograph.Server.Admin.Login;
using Heliograph.Server.Admin.Sessions;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Telemetry.Metrics;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Admin.Http;

/// <summary>Finds out who asks: by the key in the header, or else by the cookie.</summary>
internal sealed partial class Callers(LoginSessions sessions, ApiKeys keys, LoginBackoff backoff, ConsoleRefusals refusals, ILogger log)
{
    private const string Scheme = "Bearer ";

    /// <summary>Who it is; null when nobody has logged in and no key came.</summary>
    /// <exception cref="ProblemException">A key came that is good no more, or never was.</exception>
    public Caller? Identify(AdminCall call)
    {
        var header = call.Http.Request.Headers.Authorization.ToString();
        if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return ByKey(header[Scheme.Length..].Trim(), call.Address);
        var token = SessionCookie.Read(call.Http.Request);
        return sessions.Find(token) is { } session
            ? new(session.UserName, session.Role, () => sessions.IsOpen(token)) { Session = session }
            : null;
    }

    // A good key never waits: nobody can guess one, and others behind the same address may well have a bad one.
    private Caller ByKey(string secret, string address)
    {
        if (keys.Find(secret, out var fault) is { } key) return new(key.CreatedBy, key.Role, () => keys.IsInForce(key)) { Key = key };
        var wait = backoff.WaitOf(LoginKey.OfAddress(address));
        refusals.Count(wait > TimeSpan.Zero ? ConsoleRefusal.Waiting : ConsoleRefusal.Key);
        if (wait > TimeSpan.Zero) throw LoginWaits.Refusal(wait);
        backoff.OnFailure(LoginKey.OfAddress(address));
        LogRefusal(address, fault);
        throw new ProblemException(401, "Wrong credentials", fault)
        {
            Remedy = "Have an admin make another key, on the console or with heliograph keys create",
        };
    }

    [LoggerMessage(LogLevel.Warning, "a program was refused at the console from {Address}: {Cause}")]
    private partial void LogRefusal(string address, string cause);
}
