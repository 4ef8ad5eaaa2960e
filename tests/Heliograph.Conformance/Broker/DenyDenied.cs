using Heliograph.Broker.Access;

namespace Heliograph.Conformance.Broker;

/// <summary>Denies what begins with <c>denied</c>, by a rule whose text fills a small packet.</summary>
internal sealed class DenyDenied(bool isInForce) : IAuthorizer
{
    public int RulesVersion => 0;

    public AccessDecision Decide(in AccessRequest request) => isInForce && request.Topic.StartsWith("denied"u8)
        ? new(AccessAnswer.Denied, "a rule of the tests, with a text longer than the smallest of their packets")
        : new(AccessAnswer.Allowed, "everything else");
}
