using System.Text;
using Heliograph.Broker.Access;

namespace Hooks;

/// <summary>Keeps each tenant to its own topics. Asked once for each topic of a connection: the broker remembers the answers.</summary>
internal sealed class TenantAuthorization : IAuthorizationLink
{
    private static readonly AccessDecision Own = new(AccessAnswer.Allowed, "a topic of its own tenant");
    private static readonly AccessDecision Foreign = new(AccessAnswer.Denied, "a topic of another tenant");

    public int RulesVersion => 0; // the rules of this example never change

    public AccessDecision Ask(in AccessRequest request)
    {
        if (request.Who.UserName?.Split('/')[0] is not { } tenant) return new(AccessAnswer.Unsaid, "no tenant");
        return request.Topic.StartsWith(Encoding.UTF8.GetBytes(tenant + "/")) ? Own : Foreign;
    }
}
