using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Configuration;
using Heliograph.Server.Security;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Security.Chain;
using Heliograph.Server.Security.Tokens;
using Heliograph.Server.Security.Web;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Instance;

/// <summary>Who may connect and who may do what, put together as the configuration says. Dispose after the server.</summary>
internal sealed class AccessComposition : IDisposable
{
    private const int ProvenMax = 100_000;

    private static readonly TimeSpan ProvenFor = TimeSpan.FromHours(1);

    private readonly AccessOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly LoginBackoff? _backoff; // null where nobody has to wait
    private readonly IEnhancedAuthenticator _scram;
    private readonly Dictionary<string, IAuthenticationLink> _links = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _ofListeners = []; // links of those that have a chain of their own
    private readonly List<IDisposable> _owned = [];

    /// <exception cref="OperatorException">A file that a link needs cannot be used.</exception>
    public AccessComposition(InstanceLayout layout, ServerConfiguration configuration, PasswordFile users, AclRules rules, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (layout.WithFullPaths(configuration.Access), time, log);
        _backoff = _options.LoginWaitMax > TimeSpan.Zero ? new(_options.LoginPolicy, time) : null;
        Lines = _backoff is null ? null : new(_backoff, time);
        Users = new(users, new() { MustWait = _backoff is { } backoff ? request => backoff.WaitOf(LoginLines.KeysOf(request)) > TimeSpan.Zero : null }, time);
        Door = Lines is { } lines ? new(AsksPasswords, address => lines.IsFull(address) || Users.IsFull(address), time) : null;
        Rules = new(rules);
        Authorizer = new AuthorizationChain([Rules, new LoginLink()]);
        _owned.Add(Users);
        _scram = ScramSecrets.CreateAuthenticator(Users);
        try
        {
            var ofAll = _options.Chain;
            var own = configuration.Listeners.Where(listener => listener.Authentication.Names.Count > 0).ToArray();
            foreach (var listener in own) _ofListeners[listener.Name] = listener.Authentication.Names;
            Authenticator = BackingOff(own.Length == 0
                ? Authenticating(ofAll)
                : new AuthenticationByListener(own.ToDictionary(listener => listener.Name, listener => (IAuthenticator)Authenticating(listener.Authentication.Names)), Authenticating(ofAll)));
            EnhancedAuthenticator = BackingOff(own.Length == 0
                ? Exchanging(ofAll)
                : new ExchangesByListener(own.ToDictionary(listener => listener.Name, listener => Exchanging(listener.Authentication.Names)), Exchanging(ofAll)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The users of the password file.</summary>
    public PasswordFileAuthenticator Users { get; }

    /// <summary>Where logins wait because others of their address or user failed; null where nobody has to.</summary>
    public LoginLines? Lines { get; }

    /// <summary>Turns away who would find no place there; null where nobody has to wait.</summary>
    public LoginDoor? Door { get; }

    /// <summary>The access control list.</summary>
    public AclAuthorizer Rules { get; }

    /// <summary>The chain of each listener.</summary>
    public IAuthenticator Authenticator { get; }

    /// <summary>The methods of enhanced authentication of each listener; null for none at all.</summary>
    public IEnhancedAuthenticator? EnhancedAuthenticator { get; }

    /// <summary>What clients may do: the access control list, and what it does not speak of, the rules that their logins brought.</summary>
    public IAuthorizer Authorizer { get; }

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
    }

    private bool AsksPasswords(string listener) => (_ofListeners.GetValueOrDefault(listener) ?? _options.Chain).Contains(LinkNames.Password);

    private AuthenticationChain Authenticating(IEnumerable<string> names) =>
        new([.. names.Where(name => name != LinkNames.Scram).Select(LinkOf)]);

    private IEnhancedAuthenticator? Exchanging(IEnumerable<string> names) => names.Contains(LinkNames.Scram) ? _scram : null;

    private IAuthenticator BackingOff(IAuthenticator inner) => _backoff is null || Lines is null || Door is null
        ? inner
        : new BackingOffAuthenticator(inner, _backoff, Lines, new(ProvenMax, ProvenFor, _time), Door);

    private IEnhancedAuthenticator? BackingOff(IEnhancedAuthenticator? inner) => _backoff is null || Door is null || inner is null ? inner : new BackingOffExchanges(inner, _backoff, Door);

    // One of each kind, whatever number of listeners ask it: they share its bounds and what it remembers.
    private IAuthenticationLink LinkOf(string name)
    {
        if (!_links.TryGetValue(name, out var link)) _links.Add(name, link = Make(name));
        return link;
    }

    private IAuthenticationLink Make(string name) => name switch
    {
        LinkNames.Password => Users,
        LinkNames.Certificate => new CertificateLink(_options.CertificateUser),
        LinkNames.Jwt => Owned(new TokenLink(_options.Token, Owned(new TokenKeys(_options.Token, _time, _log)).Keys, _time)),
        LinkNames.Http => Owned(new WebLink(_options.Web, _time, _log)),
        LinkNames.Anonymous => new AnonymousLink(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private T Owned<T>(T one)
        where T : IDisposable
    {
        _owned.Add(one);
        return one;
    }
}
