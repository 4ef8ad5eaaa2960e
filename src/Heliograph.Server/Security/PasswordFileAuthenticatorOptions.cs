using Heliograph.Broker.Access;

namespace Heliograph.Server.Security;

/// <summary>The bounds and choices of a <see cref="PasswordFileAuthenticator"/>.</summary>
public sealed record PasswordFileAuthenticatorOptions
{
    /// <summary>Passwords verified at once, each on a thread of its own that gives way to the others. By default one processor stays free.</summary>
    public int VerificationsAtOnceMax { get; init; } = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Logins that wait for a verification; further ones are answered with Unavailable. By default as many as could be looked at within some seconds.</summary>
    public int VerificationsWaitingMax { get; init; } = 1_000 * Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Looked at just before a password of the chain is verified: whether the login must wait after all. Null for never.</summary>
    internal Predicate<AuthenticationRequest>? MustWait { get; init; }

    /// <summary>How long a successful verification is remembered, so that a reconnection costs next to nothing.</summary>
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Successful verifications remembered; the oldest goes first.</summary>
    public int RememberedMax { get; init; } = 100_000;
}
