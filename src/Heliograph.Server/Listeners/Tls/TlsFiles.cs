using System.Security.Cryptography;
using Org.BouncyCastle.Security;

namespace Heliograph.Server.Listeners.Tls;

/// <summary>Reads files with certificates, keys and lists, so that what is wrong with one is told with its name.</summary>
internal static class TlsFiles
{
    /// <param name="what">The file as it is called in messages.</param>
    /// <param name="remedy">What to do when it cannot be used.</param>
    /// <param name="read">Reads it.</param>
    /// <exception cref="OperatorException">It cannot be used.</exception>
    public static T Read<T>(string what, string remedy, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or GeneralSecurityException)
        {
            throw new OperatorException($"{what} cannot be used: {failure.Message.TrimEnd('.')}", remedy, failure);
        }
    }
}
