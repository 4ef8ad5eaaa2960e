using System.Security.Cryptography;
using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Server.Security.Chain;

namespace Hooks;

/// <summary>Who the customers are, as a database would say.</summary>
internal sealed class Tenants
{
    public async Task<string?> KeyOfAsync(string tenant, CancellationToken stop)
    {
        await Task.Yield(); // a real one asks a database here: hooks may take their time, up to connect_timeout
        stop.ThrowIfCancellationRequested();
        return tenant is "acme" or "umbrella" ? $"key of {tenant}" : null;
    }
}

/// <summary>Lets in who knows its tenant's key. The user name is tenant/device.</summary>
internal sealed class TenantAuthentication(Tenants tenants) : IAuthenticationLink
{
    public string Name => "tenants";

    public async ValueTask<LinkAnswer> AskAsync(AuthenticationRequest request, CancellationToken stop)
    {
        if (request.UserName?.Split('/') is not [var tenant, _]) return LinkAnswer.NotMine("the user name is not tenant/device");
        var key = await tenants.KeyOfAsync(tenant, stop);
        return key is not null && request.Password is { } password && CryptographicOperations.FixedTimeEquals(password, Encoding.UTF8.GetBytes(key)) // takes as long for any wrong key
            ? LinkAnswer.Yes(request.UserName, $"the key of tenant '{tenant}'")
            : LinkAnswer.Bad($"not the key of tenant '{tenant}'");
    }
}
