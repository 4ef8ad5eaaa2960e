using System.Security.Cryptography;

namespace Heliograph.Cli.Commands.Tls;

/// <summary>Serial numbers of certificates.</summary>
internal static class CertificateSerial
{
    private const int Bytes = 16;

    /// <summary>One that nobody has used: positive and random (RFC 5280, 4.1.2.2).</summary>
    public static byte[] Create()
    {
        var serial = RandomNumberGenerator.GetBytes(Bytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
