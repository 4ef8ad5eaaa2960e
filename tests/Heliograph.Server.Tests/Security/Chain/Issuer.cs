using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Heliograph.Server.Tests.Security.Chain;

/// <summary>Makes tokens byte by byte, right or wrong, without the product's library.</summary>
internal static class Issuer
{
    public const string Secret = "0123456789abcdef0123456789abcdef";

    public static long In(TimeSpan time) => DateTimeOffset.UtcNow.Add(time).ToUnixTimeSeconds();

    public static string Hs256(object claims, string secret = Secret, string header = """{"alg":"HS256","typ":"JWT"}""") =>
        Signed(header, claims, text => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text));

    public static string Rs256(object claims, RSA key, string keyId) =>
        Signed($$"""{"alg":"RS256","kid":"{{keyId}}"}""", claims, text => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Es256(object claims, ECDsa key) =>
        Signed("""{"alg":"ES256"}""", claims, text => key.SignData(text, HashAlgorithmName.SHA256));

    public static string Signed(string header, object claims, Func<byte[], byte[]> sign)
    {
        var payload = claims as string ?? JsonSerializer.Serialize(claims);
        var text = $"{Base64Url(Encoding.UTF8.GetBytes(header))}.{Base64Url(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Base64Url(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static string KeySet(params (string Id, RSA Key)[] keys)
    {
        var list = new JsonArray();
        foreach (var (id, key) in keys)
        {
            var numbers = key.ExportParameters(includePrivateParameters: false);
            list.Add(new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = id, ["n"] = Base64Url(numbers.Modulus!), ["e"] = Base64Url(numbers.Exponent!) });
        }

        return new JsonObject { ["keys"] = list }.ToJsonString();
    }

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
