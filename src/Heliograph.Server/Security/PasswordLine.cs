namespace Heliograph.Server.Security;

/// <summary>Takes one line of a password file apart.</summary>
internal static class PasswordLine
{
    public static bool IsComment(ReadOnlySpan<char> line) => line.IsWhiteSpace() || line[0] == '#';

    /// <summary>Parts user and hash at the first colon; space after the hash does not count.</summary>
    public static bool TrySplit(ReadOnlySpan<char> line, out string user, out string text)
    {
        var colon = line.IndexOf(':');
        user = colon < 0 ? "" : line[..colon].ToString();
        text = line[(colon + 1)..].TrimEnd().ToString();
        return colon >= 0;
    }
}
