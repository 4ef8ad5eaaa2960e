using System.Security.Cryptography;
using System.Text;

namespace Heliograph.Server.Security;

/// <summary>The password itself, as files made by hand have it. Read for the sake of imports; never made.</summary>
internal sealed class PlainPassword : PasswordHash
{
    // Both sides are hashed, so that the comparison does not tell the length either.
    private readonly byte[] _digest;

    internal PlainPassword(string password)
    {
        Text = password;
        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(password));
    }

    public override string Text { get; }

    public override bool Verify(ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(password), _digest);
}
