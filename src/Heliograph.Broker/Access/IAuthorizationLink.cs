namespace Heliograph.Broker.Access;

/// <summary>One link of the authorisation chain. Called by many threads; must not block.</summary>
public interface IAuthorizationLink
{
    /// <summary>Grows whenever one of its rules changes.</summary>
    int RulesVersion { get; }

    /// <summary>
    /// Decides one request, or says with <see cref="AccessAnswer.Unsaid"/> or <see cref="AccessAnswer.UnsaidInPart"/> that another
    /// link must be asked.
    /// </summary>
    AccessDecision Ask(in AccessRequest request);
}
