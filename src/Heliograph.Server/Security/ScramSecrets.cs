using System.Security.Cryptography;
using Heliograph.Broker.Access.Scram;

namespace Heliograph.Server.Security;

/// <summary>Gives the SCRAM exchange the randomness that the engine does not have.</summary>
internal static class ScramSecrets
{
    private const int NonceBytes = 18;

    /// <summary>A SCRAM authenticator over these credentials, with nonces and a secret of this process.</summary>
    public static ScramAuthenticator CreateAuthenticator(IScramCredentials credentials) => new(
        credentials, NextNonce, RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes), ScramHash.IterationsOfNew);

    private static string NextNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
}
