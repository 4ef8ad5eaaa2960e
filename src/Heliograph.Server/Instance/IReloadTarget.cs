using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Configuration;
using Heliograph.Server.Security;

namespace Heliograph.Server.Instance;

/// <summary>What puts changed files in force: the running server. Called by one thread at a time; must not throw.</summary>
internal interface IReloadTarget
{
    /// <summary>Puts the live settings of a configuration in force; the others are for the next start.</summary>
    void Apply(ServerConfiguration configuration);

    /// <summary>Puts other users in force.</summary>
    void Apply(PasswordFile users);

    /// <summary>Puts other rules in force.</summary>
    void Apply(AclRules rules);
}
