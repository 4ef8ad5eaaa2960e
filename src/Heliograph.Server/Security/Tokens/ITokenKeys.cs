using Microsoft.IdentityModel.Tokens;

namespace Heliograph.Server.Security.Tokens;

/// <summary>Where the keys come from that signatures of tokens are checked with.</summary>
internal interface ITokenKeys
{
    /// <summary>The keys that may have signed a token.</summary>
    /// <param name="keyId">The kid of the token; null without one.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <exception cref="TokenKeysException">There are none at the moment, and nobody knows whether there should be.</exception>
    ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken stop);
}

/// <summary>The keys cannot be had at the moment.</summary>
internal sealed class TokenKeysException(string message) : Exception(message);
