using Heliograph.Broker.Access.Acl;
using Heliograph.Server.Configuration;
using Heliograph.Server.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Instance;

/// <summary>Looks at the files that links of the authentication chain need, as a broker that starts does.</summary>
internal static class AccessFiles
{
    /// <returns>What is wrong with the first that cannot be used; null when all can.</returns>
    public static OperatorException? Look(InstanceLayout layout, ServerConfiguration configuration)
    {
        if (!AclRules.TryParse("", "", out var rules, out _)) throw new InvalidOperationException("no rules are rules, too");
        try
        {
            new AccessComposition(layout, configuration, PasswordFile.Empty, rules, TimeProvider.System, NullLogger.Instance).Dispose();
            return null;
        }
        catch (OperatorException fault)
        {
            return fault;
        }
    }
}
