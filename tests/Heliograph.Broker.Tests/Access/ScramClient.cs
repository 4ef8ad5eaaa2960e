using System.Security.Cryptography;
using System.Text;

namespace Heliograph.Broker.Tests.Access;

/// <summary>The client's side of SCRAM-SHA-256, written from RFC 5802 without the server's code.</summary>
internal sealed class ScramClient(string user, string password, string gs2Header = "n,,", string nonce = "clientnonce")
{
    private string _verifier = "";

    public string Bare => $"n={user.Replace("=", "=3D").Replace(",", "=2C")},r={nonce}";

    public byte[] First => Encoding.UTF8.GetBytes(gs2Header + Bare);

    public byte[] Final(byte[] serverFirst)
    {
        var text = Encoding.UTF8.GetString(serverFirst);
        var parts = text.Split(',');
        var salt = Convert.FromBase64String(parts[1][2..]);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, int.Parse(parts[2][2..]), HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var unproven = $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(gs2Header))},{parts[0]}";
        var signed = Encoding.UTF8.GetBytes($"{Bare},{text},{unproven}");
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), signed);
        var proof = clientKey.Zip(signature, (key, mask) => (byte)(key ^ mask)).ToArray();
        _verifier = $"v={Convert.ToBase64String(HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), signed))}";
        return Encoding.UTF8.GetBytes($"{unproven},p={Convert.ToBase64String(proof)}");
    }

    public bool Trusts(byte[]? serverFinal) => serverFinal is not null && Encoding.UTF8.GetString(serverFinal) == _verifier;
}
