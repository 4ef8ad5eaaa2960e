using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Chain;

/// <summary>One link of the authentication chain: knows one kind of credentials. Asked by many at once.</summary>
public interface IAuthenticationLink
{
    /// <summary>What the configuration calls it.</summary>
    string Name { get; }

    /// <summary>Says yes, no, or that somebody else must be asked. A refusal is an answer, never an exception.</summary>
    ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, CancellationToken stop);

    /// <summary>
    /// Nobody knew the client, and this link had passed it on: takes the time that a refusal of its own takes, so that
    /// nobody learns from the clock whom it knows.
    /// </summary>
    /// <returns>Null, or an answer in place of the chain's refusal.</returns>
    ValueTask<AuthenticationResult?> LetGoAsync(AuthenticationRequest request, CancellationToken stop) => new((AuthenticationResult?)null);
}
