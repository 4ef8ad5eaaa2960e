namespace Heliograph.Server.Security.Tokens;

/// <summary>How JSON Web Tokens are judged: <c>[access.jwt]</c>.</summary>
internal sealed record TokenOptions
{
    /// <summary>What HS256, HS384 and HS512 are made with; empty takes none of them.</summary>
    public string Secret { get; init; } = "";

    /// <summary>A public key or certificate in PEM; empty for none.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>A JSON Web Key Set: a file, or an https or http URL; empty for none.</summary>
    public string KeySet { get; init; } = "";

    /// <summary>The certificates that the server of the key set must come from, in PEM; empty for those of the machine.</summary>
    public string KeySetAuthority { get; init; } = "";

    /// <summary>Time after which a key set is fetched anew.</summary>
    public TimeSpan KeySetRefresh { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What the claim iss must be; empty takes any.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>What the claim aud must be or hold; empty takes any.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The claim that is the user name.</summary>
    public string UserClaim { get; init; } = "sub";

    /// <summary>Whether the user name of CONNECT must be that of the token; else it counts for nothing.</summary>
    public bool UserNameMustMatch { get; init; }

    /// <summary>The claim that names groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>The claim with rules.</summary>
    public string RightsClaim { get; init; } = "acl";

    /// <summary>How far clocks may be apart.</summary>
    public TimeSpan Leeway { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether there is anything to check a signature with.</summary>
    public bool HasKey => Secret.Length > 0 || KeyFile.Length > 0 || KeySet.Length > 0;
}
