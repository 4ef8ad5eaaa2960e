using Heliograph.Server.Admin;
using Heliograph.Server.Security.Backoff;
using Heliograph.Server.Security.Chain;
using Heliograph.Server.Security.Tokens;
using Heliograph.Server.Security.Web;

namespace Heliograph.Server.Configuration;

/// <summary>Where users and rights are kept. Paths are relative to the instance folder unless absolute.</summary>
internal sealed record AccessOptions
{
    /// <summary>The password file.</summary>
    public string UsersFile { get; init; } = "etc/users";

    /// <summary>The access control list.</summary>
    public string AclFile { get; init; } = "etc/acl";

    /// <summary>The links that are asked who a client is, in their order.</summary>
    public NameList Authentication { get; init; } = new(LinkNames.Password, LinkNames.Scram);

    /// <summary>What of a client certificate is the user name.</summary>
    public CertificateUser CertificateUser { get; init; }

    /// <summary>How JSON Web Tokens are judged.</summary>
    public TokenOptions Token { get; init; } = new();

    /// <summary>The web service that is asked.</summary>
    public WebAuthOptions Web { get; init; } = new();

    /// <summary>Whether clients without a user name are accepted; the ACL's anonymous section applies to them. As if the chain named them last.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Wrong logins of an address or user that cost nothing.</summary>
    public int LoginFailuresFree { get; init; } = 5;

    /// <summary>The longest wait for the next login of an address that failed more often, and four times that of a user; zero for none.</summary>
    public TimeSpan LoginWaitMax { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>What follows from the two.</summary>
    internal BackoffPolicy LoginPolicy => new(LoginFailuresFree, FirstLoginWait < LoginWaitMax ? FirstLoginWait : LoginWaitMax, LoginWaitMax, LoginWaitMax / 4);

    private static TimeSpan FirstLoginWait => TimeSpan.FromMilliseconds(250);

    /// <summary>The whole chain of listeners that have none of their own.</summary>
    public IReadOnlyList<string> Chain => AllowAnonymous && !Authentication.Contains(LinkNames.Anonymous)
        ? [.. Authentication.Names, LinkNames.Anonymous]
        : Authentication.Names;
}
