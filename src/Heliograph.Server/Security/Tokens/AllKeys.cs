using Microsoft.IdentityModel.Tokens;

namespace Heliograph.Server.Security.Tokens;

/// <summary>Keys from several places.</summary>
internal sealed class AllKeys(IReadOnlyList<ITokenKeys> sources) : ITokenKeys
{
    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken stop)
    {
        var found = new List<SecurityKey>();
        foreach (var source in sources) found.AddRange(await source.FindAsync(keyId, stop));
        return found;
    }
}
