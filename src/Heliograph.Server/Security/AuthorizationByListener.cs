using Heliograph.Broker.Access;

namespace Heliograph.Server.Security;

/// <summary>Gives listeners rules of their own, by their names. Sessions that nobody has resumed since a restart are judged by those of all others.</summary>
/// <param name="own">Of the listeners that have their own.</param>
/// <param name="others">Of all others.</param>
internal sealed class AuthorizationByListener(IReadOnlyDictionary<string, IAuthorizer> own, IAuthorizer others) : IAuthorizer
{
    private readonly IAuthorizer[] _all = [.. own.Values.Append(others).Distinct()];

    /// <summary>The sum: it grows when any of them grows.</summary>
    public int RulesVersion
    {
        get
        {
            var sum = 0;
            foreach (var rules in _all) sum += rules.RulesVersion;
            return sum;
        }
    }

    public AccessDecision Decide(in AccessRequest request)
    {
        var listener = request.Who.Peer.Listener;
        var decision = own.GetValueOrDefault(listener, others).Decide(request);
        // Whoever resumes the session may come in by a listener with other rules: each delivery is asked about.
        return listener.Length == 0 && request.Action == AccessAction.Subscribe && decision.Answer == AccessAnswer.Allowed
            ? decision with { Answer = AccessAnswer.AskPerDelivery }
            : decision;
    }
}
