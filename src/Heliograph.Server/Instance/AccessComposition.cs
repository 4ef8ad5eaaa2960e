using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Configuration;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Chain;

namespace Heliograph.Server.Instance;

/// <summary>Who may connect and who may do what, put together as the configuration says. Dispose after the server.</summary>
internal sealed class AccessComposition : IDisposable
{
    private readonly AnonymousLink _anonymous = new();
    private readonly IEnhancedAuthenticator _scram;

    public AccessComposition(ServerConfiguration configuration, PasswordFile users, AclRules rules, TimeProvider time)
    {
        Users = new(users, new(), time);
        Rules = new(rules);
        _scram = ScramSecrets.CreateAuthenticator(Users);
        var ofAll = configuration.Access.Chain;
        var own = configuration.Listeners.Where(listener => listener.Authentication.Names.Count > 0).ToArray();
        Authenticator = own.Length == 0
            ? Authenticating(ofAll)
            : new AuthenticationByListener(own.ToDictionary(listener => listener.Name, listener => (IAuthenticator)Authenticating(listener.Authentication.Names)), Authenticating(ofAll));
        EnhancedAuthenticator = own.Length == 0
            ? Exchanging(ofAll)
            : new ExchangesByListener(own.ToDictionary(listener => listener.Name, listener => Exchanging(listener.Authentication.Names)), Exchanging(ofAll));
    }

    /// <summary>The users of the password file.</summary>
    public PasswordFileAuthenticator Users { get; }

    /// <summary>The access control list.</summary>
    public AclAuthorizer Rules { get; }

    /// <summary>The chain of each listener.</summary>
    public IAuthenticator Authenticator { get; }

    /// <summary>The methods of enhanced authentication of each listener; null for none at all.</summary>
    public IEnhancedAuthenticator? EnhancedAuthenticator { get; }

    /// <summary>What clients may do.</summary>
    public IAuthorizer Authorizer => Rules;

    public void Dispose() => Users.Dispose();

    private AuthenticationChain Authenticating(IEnumerable<string> names) =>
        new AuthenticationChain([.. names.Where(name => name != LinkNames.Scram).Select(LinkOf)]);

    private IEnhancedAuthenticator? Exchanging(IEnumerable<string> names) => names.Contains(LinkNames.Scram) ? _scram : null;

    private IAuthenticationLink LinkOf(string name) => name switch
    {
        LinkNames.Password => Users,
        LinkNames.Anonymous => _anonymous,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
