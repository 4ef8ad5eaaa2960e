namespace Heliograph.Broker.Access;

/// <summary>The authorisation port: asked once per PUBLISH topic and SUBSCRIBE filter of a connection.</summary>
/// <remarks>
/// Called by many threads, never under a lock of the engine; must not block. Connections keep the answers until
/// <see cref="RulesVersion"/> changes.
/// </remarks>
public interface IAuthorizer
{
    /// <summary>Grows whenever a rule changes, so that kept answers are asked for again.</summary>
    int RulesVersion { get; }

    /// <summary>Decides one request.</summary>
    AccessDecision Decide(in AccessRequest request);
}
