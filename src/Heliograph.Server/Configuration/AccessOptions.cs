namespace Heliograph.Server.Configuration;

/// <summary>Where users and rights are kept. Paths are relative to the instance folder unless absolute.</summary>
public sealed record AccessOptions
{
    /// <summary>The password file.</summary>
    public string UsersFile { get; init; } = "etc/users";

    /// <summary>The access control list.</summary>
    public string AclFile { get; init; } = "etc/acl";

    /// <summary>Whether clients without a user name are accepted; the ACL's anonymous section applies to them.</summary>
    public bool AllowAnonymous { get; init; }
}
