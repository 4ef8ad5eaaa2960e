using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Server.Mosquitto;

/// <summary>Who may connect and do what, at each listener as its rights say; they can be replaced while clients are connected.</summary>
internal sealed class MosquittoAccess : IDisposable
{
    private readonly Dictionary<string, MosquittoAuthenticator> _authenticators;
    private readonly Dictionary<string, MosquittoAuthorizer> _authorizers;

    /// <param name="rights">By the names of the listeners; at least one.</param>
    public MosquittoAccess(IReadOnlyDictionary<string, MosquittoRights> rights)
    {
        _authenticators = rights.ToDictionary(one => one.Key, one => new MosquittoAuthenticator(one.Value));
        _authorizers = rights.ToDictionary(one => one.Key, one => new MosquittoAuthorizer(one.Value.Rules));
        Authenticator = new AuthenticationByListener(
            _authenticators.ToDictionary(one => one.Key, one => (IAuthenticator)one.Value), _authenticators.Values.First());
        Authorizer = new AuthorizationByListener(
            _authorizers.ToDictionary(one => one.Key, one => (IAuthorizer)one.Value), new Everywhere([.. _authorizers.Values]));
    }

    public IAuthenticator Authenticator { get; }

    public IAuthorizer Authorizer { get; }

    /// <summary>Puts other rights in force. Listeners that are new in the file are not there yet.</summary>
    public void Replace(IReadOnlyDictionary<string, MosquittoRights> rights)
    {
        foreach (var (name, ofOne) in rights)
        {
            if (!_authenticators.TryGetValue(name, out var authenticator)) continue;
            authenticator.Replace(ofOne);
            _authorizers[name].Replace(ofOne.Rules);
        }
    }

    public void Dispose()
    {
        foreach (var authenticator in _authenticators.Values) authenticator.Dispose();
    }

    // Of a session that nobody has resumed since the start, nobody knows by which listener it came: what one of them keeps from
    // it, it does not get.
    private sealed class Everywhere(MosquittoAuthorizer[] all) : IAuthorizer
    {
        public int RulesVersion => all.Sum(one => one.RulesVersion);

        public AccessDecision Decide(in AccessRequest request)
        {
            var weakest = all[0].Decide(request);
            foreach (var one in all.AsSpan(1))
            {
                if (!weakest.IsAllowed) return weakest;
                var decision = one.Decide(request);
                if (!decision.IsAllowed || decision.Answer == AccessAnswer.AskPerDelivery) weakest = decision;
            }

            return weakest;
        }
    }
}
