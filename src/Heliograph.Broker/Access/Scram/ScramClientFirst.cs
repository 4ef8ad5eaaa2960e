namespace Heliograph.Broker.Access.Scram;

/// <summary>The client-first-message of RFC 5802 section 7.</summary>
/// <remarks>
/// <code>
/// n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL
/// ╰┬╯╰──────────────┬────────────────╯
///  │                bare
///  gs2 header: n or y (no channel binding), authorization identity or nothing
/// </code>
/// </remarks>
/// <param name="Gs2Header">With both commas; comes back in the client-final-message.</param>
/// <param name="Bare">All after the header; signed by both sides.</param>
/// <param name="User">Unescaped and prepared.</param>
/// <param name="Nonce">The client's part of the nonce.</param>
internal sealed record ScramClientFirst(string Gs2Header, string Bare, string User, string Nonce)
{
    private const int NonceCharsMax = 1_024;

    /// <returns>Null with the fault in words when the message is not one that we accept.</returns>
    public static ScramClientFirst? TryParse(string message, out string fault)
    {
        fault = "";
        if (message.StartsWith("p=", StringComparison.Ordinal)) return Fail("channel binding is not offered", out fault);
        var parts = message.Split(',');
        if (parts.Length < 4 || parts[0] is not ("n" or "y")) return Fail("the message does not begin with n,, or y,,", out fault);
        if (parts[2].StartsWith("m=", StringComparison.Ordinal)) return Fail("an extension is mandatory that is not offered", out fault);
        if (!parts[2].StartsWith("n=", StringComparison.Ordinal) || !TryUnescape(parts[2][2..], out var user))
            return Fail("the user name is missing or badly encoded", out fault);
        if (!parts[3].StartsWith("r=", StringComparison.Ordinal) || !IsNonce(parts[3].AsSpan(2)))
            return Fail("the nonce is missing or has characters it may not have", out fault);
        if (!IsSameIdentity(parts[1], user)) return Fail("the authorization identity is not the user", out fault);

        var header = $"{parts[0]},{parts[1]},";
        return new(header, message[header.Length..], user, parts[3][2..]);
    }

    /// <summary>Printable ASCII without the comma, not too long.</summary>
    public static bool IsNonce(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= NonceCharsMax && !text.ContainsAnyExceptInRange('!', '~') && !text.Contains(',');

    private static bool IsSameIdentity(string part, string user) =>
        part.Length == 0
        || (part.StartsWith("a=", StringComparison.Ordinal) && TryUnescape(part[2..], out var identity) && identity == user);

    // saslname: a comma is =2C, an equals sign is =3D, and no other = may stand.
    private static bool TryUnescape(string name, out string user)
    {
        user = "";
        var rest = name.Replace("=2C", "", StringComparison.Ordinal).Replace("=3D", "", StringComparison.Ordinal);
        if (rest.Contains('=')) return false;
        var plain = name.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        user = SaslPrep.Prepare(plain) ?? "";
        return user.Length > 0;
    }

    private static ScramClientFirst? Fail(string words, out string fault)
    {
        fault = words;
        return null;
    }
}
