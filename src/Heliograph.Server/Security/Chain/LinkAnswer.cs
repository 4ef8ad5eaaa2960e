using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Chain;

/// <summary>What a link of the chain says: a result that stands, or that the client is none of its own.</summary>
/// <param name="Result">Accepted or refused; null to ask the next link.</param>
/// <param name="Reason">Why it is none of its own, in words for the log; empty where there is nothing to say.</param>
public readonly record struct LinkAnswer(AuthenticationResult? Result, string Reason)
{
    /// <summary>The client is who it says.</summary>
    public static LinkAnswer Yes(string? user, string cause) => new(new(AuthenticationOutcome.Accepted, user, cause), "");

    /// <summary>The client is refused, whatever other links would say.</summary>
    public static LinkAnswer No(AuthenticationOutcome outcome, string cause) => new(new(outcome, null, cause), "");

    /// <summary>The credentials are wrong: no other link is asked.</summary>
    public static LinkAnswer Bad(string cause) => No(AuthenticationOutcome.BadCredentials, cause);

    /// <summary>Somebody else may know.</summary>
    public static LinkAnswer NotMine(string reason) => new(null, reason);
}
