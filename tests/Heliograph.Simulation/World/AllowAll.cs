using Heliograph.Broker.Access;

namespace Heliograph.Simulation.World;

/// <summary>Everyone may do everything.</summary>
public sealed class AllowAll : IAuthorizer
{
    public int RulesVersion => 1;

    public AccessDecision Decide(in AccessRequest request) => new(AccessAnswer.Allowed, "everyone may do everything");
}
