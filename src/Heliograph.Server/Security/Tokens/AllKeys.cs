using Microsoft.IdentityModel.Tokens;

namespace Heliograph.Server.Security.Tokens;

/// <summary>Keys from several places.</summary>
internal sealed class AllKeys(IReadOnlyList<ITokenKeys> sources) : ITokenKeys
{
    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken stop)
    {
        var found = new List<SecurityKey>();
        TokenKeysException? failed = null;
        foreach (var source in sources)
        {
            try
            {
                found.AddRange(await source.FindAsync(keyId, stop));
            }
            catch (TokenKeysException failure)
            {
                failed = failure; // the others may have the key
            }
        }

        return found.Count > 0 || failed is null ? found : throw failed;
    }
}
