namespace Heliograph.Broker.Access.Scram;

/// <summary>The client-final-message of RFC 5802 section 7: <c>c=biws,r=NONCE[,extensions],p=PROOF</c>.</summary>
/// <param name="ChannelBinding">The gs2 header again, decoded from base64.</param>
/// <param name="Nonce">Both sides' parts together.</param>
/// <param name="WithoutProof">All before <c>,p=</c>; signed by both sides.</param>
/// <param name="Proof">ClientKey XOR ClientSignature, <see cref="ScramCredential.KeyBytes"/> bytes.</param>
internal sealed record ScramClientFinal(byte[] ChannelBinding, string Nonce, string WithoutProof, byte[] Proof)
{
    /// <returns>Null when the message is malformed.</returns>
    public static ScramClientFinal? TryParse(string message)
    {
        var end = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (end < 0) return null;
        var parts = message[..end].Split(',');
        if (parts.Length < 2 || !parts[0].StartsWith("c=", StringComparison.Ordinal)) return null;
        if (!parts[1].StartsWith("r=", StringComparison.Ordinal)) return null;
        var binding = TryDecode(parts[0][2..]);
        var proof = TryDecode(message[(end + 3)..]);
        if (binding is null || proof is not { Length: ScramCredential.KeyBytes }) return null;
        return new(binding, parts[1][2..], message[..end], proof);
    }

    private static byte[]? TryDecode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? bytes[..count] : null;
    }
}
