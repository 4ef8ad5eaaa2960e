using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Security;

namespace Heliograph.Server.Mosquitto;

/// <summary>The rights at one listener, the files read.</summary>
/// <param name="AllowAnonymous">Whether clients need not prove who they are.</param>
/// <param name="Users">The password file; null when there is none.</param>
/// <param name="Rules">The ACL file; null when there is none.</param>
/// <param name="ClientIdPrefix">What client identifiers must begin with; empty for anything.</param>
/// <param name="Certificate">What of a client's certificate is its user name, in place of all that it says.</param>
internal sealed record MosquittoRights(
    bool AllowAnonymous, PasswordFile? Users, AclRules? Rules, string ClientIdPrefix, CertificateName Certificate);

/// <summary>What of a client's certificate is its user name.</summary>
internal enum CertificateName : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its common name.</summary>
    Common,

    /// <summary>Its subject.</summary>
    Subject,
}
