using System.Globalization;
using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Backoff;

/// <summary>
/// Lets logins of addresses and users that failed wait before another authenticator is asked about them. Credentials that were
/// proven lately never wait.
/// </summary>
internal sealed class BackingOffAuthenticator(IAuthenticator inner, LoginBackoff backoff, LoginLines lines, RecentVerifications proven, LoginDoor door) : IAuthenticator
{
    /// <summary>Says that a login must wait after all: others of its address or user failed while it waited to be looked at.</summary>
    public static AuthenticationResult MustWait { get; } =
        new(AuthenticationOutcome.TooManyAttempts, null, "logins of its address or user failed meanwhile");

    public async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        // Without a password there is nothing to guess.
        var result = await (request.Password is { } password ? AuthenticateAsync(request, password, stop) : inner.AuthenticateAsync(request, stop));
        door.OnVerdict(result, request);
        return result;
    }

    /// <summary>What whoever finds no place to wait is told.</summary>
    public AuthenticationResult TooMany(LoginKey[] keys) => keys.FirstOrDefault(backoff.IsFailing) is { Name: not null } failing
        ? new(AuthenticationOutcome.TooManyAttempts, null, $"{backoff.FailuresOf(failing)} logins of {failing} were wrong, and others wait before this one")
        : new(AuthenticationOutcome.TooManyAttempts, null, $"{LoginLines.WaitingMax} logins wait already");

    private async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, byte[] password, CancellationToken stop)
    {
        var keys = LoginLines.KeysOf(request);
        var credentials = proven.KeyOf(request.UserName ?? "", password, "");
        var isProven = proven.Contains(credentials);
        while (true)
        {
            using var turn = isProven ? null : await lines.TryWaitAsync(request, keys, stop);
            if (!isProven && turn is null) return TooMany(keys);
            var result = await inner.AuthenticateAsync(request, stop);
            if (result == MustWait)
            {
                isProven = false;
                continue;
            }

            return Judge(result, request, keys, credentials, isProven);
        }
    }

    private AuthenticationResult Judge(AuthenticationResult result, AuthenticationRequest request, LoginKey[] keys, UInt128 credentials, bool wasProven)
    {
        if (wasProven && result.Outcome == AuthenticationOutcome.Accepted) return result;
        backoff.OnVerdict(result, request, keys);
        if (result.Outcome == AuthenticationOutcome.Accepted) proven.Add(credentials);
        if (result.Outcome != AuthenticationOutcome.BadCredentials) return result;
        proven.Remove(credentials);
        return backoff.WaitOf(keys) is { Ticks: > 0 } wait
            ? result with { Cause = string.Create(CultureInfo.InvariantCulture, $"{result.Cause}; the next login waits {wait.TotalSeconds:0.##} s") }
            : result;
    }
}
