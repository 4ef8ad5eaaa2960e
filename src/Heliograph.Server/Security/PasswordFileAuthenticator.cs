using System.Diagnostics.CodeAnalysis;
using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Scram;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Security.Chain;

namespace Heliograph.Server.Security;

/// <summary>Proves user names and passwords against a password file, which can be replaced while clients are connected.</summary>
/// <remarks>
/// Verifying is made slow on purpose, so it runs on other threads than the caller's, a bounded number at once. It also
/// gives the SCRAM exchange its credentials, always of the file in force.
/// </remarks>
public sealed class PasswordFileAuthenticator : IAuthenticator, IAuthenticationLink, IScramCredentials, IDisposable
{
    private readonly PasswordFileAuthenticatorOptions _options;
    private readonly RecentVerifications _recent;
    private readonly FairTurns _verifications;
    // For a file without users. Made when it is first asked for: it costs as much as a login, and a start has no time for one.
    private readonly Lazy<PasswordHash> _decoy = new(() => PasswordHash.Create(""));
    private PasswordFile _users;

    /// <param name="users">The users to begin with.</param>
    /// <param name="options">Bounds and choices.</param>
    /// <param name="time">The clock of what is remembered.</param>
    public PasswordFileAuthenticator(PasswordFile users, PasswordFileAuthenticatorOptions options, TimeProvider time)
    {
        _users = users;
        _options = options;
        _recent = new(options.RememberedMax, options.RememberFor, time);
        _verifications = new(options.VerificationsAtOnceMax, options.VerificationsWaitingMax);
    }

    /// <summary>The users in force.</summary>
    public PasswordFile Users => Volatile.Read(ref _users);

    /// <summary>Puts other users in force for every login from now on.</summary>
    public void Replace(PasswordFile users) => Volatile.Write(ref _users, users);

    /// <summary>Whether so many logins of a host wait already that a further one would not be looked at.</summary>
    internal bool IsFull(IPAddress address) => _verifications.IsFull(address);

    public bool TryFind(string user, [NotNullWhen(true)] out ScramCredential? credential) =>
        Users.TryFind(user, out credential);

    public string Name => LinkNames.Password;

    /// <summary>Proves credentials where nobody else is asked.</summary>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(AuthenticationRequest request, CancellationToken stop)
    {
        var (result, reason) = await AskAsync(request, mustWait: null, stop);
        return result ?? await LetGoAsync(request, mustWait: null, stop) ?? Bad(reason);
    }

    public ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, CancellationToken stop) => AskAsync(request, _options.MustWait, stop);

    /// <summary>Computes for an unknown user what it would for a known one.</summary>
    public ValueTask<AuthenticationResult?> LetGoAsync(AuthenticationRequest request, CancellationToken stop) => LetGoAsync(request, _options.MustWait, stop);

    public void Dispose() => _verifications.Dispose();

    private async ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, Predicate<AuthenticationRequest>? mustWait, CancellationToken stop)
    {
        if (request.UserName is not { } user) return LinkAnswer.NotMine(CauseWithoutUserName(request));
        if (request.Password is not { } password) return LinkAnswer.NotMine($"user '{user}' sent no password");
        if (!Users.TryFind(user, out PasswordHash? hash)) return LinkAnswer.NotMine($"user '{user}' is unknown");
        return new(await ProveAsync(request, user, password, hash, mustWait, stop), "");
    }

    private async ValueTask<AuthenticationResult?> LetGoAsync(AuthenticationRequest request, Predicate<AuthenticationRequest>? mustWait, CancellationToken stop)
    {
        if (request is not { UserName: { } user, Password: { } password }) return null;
        using var turn = await _verifications.TryTakeAsync(request.Peer, stop);
        if (turn is null) return TooMany(user);
        if (mustWait?.Invoke(request) == true) return BackingOffAuthenticator.MustWait;
        var decoy = Users.Decoy((uint)user.GetHashCode(StringComparison.Ordinal));
        await SlowWork.RunAsync(() => (decoy ?? _decoy.Value).Verify(password));
        return null;
    }

    private async Task<AuthenticationResult> ProveAsync(
        AuthenticationRequest request, string user, byte[] password, PasswordHash hash, Predicate<AuthenticationRequest>? mustWait, CancellationToken stop)
    {
        if (_recent.Contains(_recent.KeyOf(user, password, hash.Text))) return Proven(request, user, password);
        using var turn = await _verifications.TryTakeAsync(request.Peer, stop);
        if (turn is null) return TooMany(user);
        if (_recent.Contains(_recent.KeyOf(user, password, hash.Text))) return Proven(request, user, password); // while it waited
        if (mustWait?.Invoke(request) == true) return BackingOffAuthenticator.MustWait;
        if (!await SlowWork.RunAsync(() => hash.Verify(password))) return Bad($"wrong password of user '{user}'");
        if (!Users.TryFind(user, out PasswordHash? inForce) || inForce.Text != hash.Text) return Bad($"the password of user '{user}' was changed while it was proven");
        _recent.Add(_recent.KeyOf(user, password, hash.Text));
        return Proven(request, user, password);
    }

    private AuthenticationResult TooMany(string user) => new(AuthenticationOutcome.Unavailable, null,
        $"too many logins are waiting already ({_options.VerificationsWaitingMax} may, of one host a quarter of what is free); the password of '{user}' was not looked at");

    private static string CauseWithoutUserName(AuthenticationRequest request) => request.Password is not null
        ? "a password came without a user name"
        : "no user name and password came, and anonymous clients are not allowed";

    private static AuthenticationResult Proven(AuthenticationRequest request, string user, byte[] password) =>
        FirstAccount.Is(user, password) && !request.Peer.IsLoopback
            ? new(AuthenticationOutcome.NotAuthorized, null, FirstAccount.Cause)
            : new(AuthenticationOutcome.Accepted, user, $"password of user '{user}'");

    private static AuthenticationResult Bad(string cause) => new(AuthenticationOutcome.BadCredentials, null, cause);
}
