using Heliograph.Broker.Access;

namespace Heliograph.Server.Maintenance;

/// <summary>The rights of a broker that serves nobody: what it is given back is not judged.</summary>
internal sealed class NobodyIsAsked : IAuthorizer
{
    public int RulesVersion => 0;

    public AccessDecision Decide(in AccessRequest request) => new(AccessAnswer.Allowed, "the state is only looked at");
}
