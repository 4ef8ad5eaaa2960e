using System.Text;

namespace Heliograph.Server.Security;

/// <summary>The user names that a password file can hold.</summary>
internal static class UserNameSyntax
{
    private const int BytesMax = 65_535;

    /// <summary>What is wrong with the name and what to do, or null when nothing is.</summary>
    public static string? Fault(string user)
    {
        if (user.Length == 0) return "the user name is missing; write: user:hash";
        if (user.Contains(':')) return "a user name has no colon, because the hash begins after it";
        if (user[0] == '#') return "a user name does not begin with #, because a comment does";
        if (user.Any(char.IsControl)) return "a user name has no control characters; remove them";
        if (char.IsWhiteSpace(user[0]) || char.IsWhiteSpace(user[^1])) return "a user name neither begins nor ends with space; remove it";
        return Encoding.UTF8.GetByteCount(user) > BytesMax ? $"a user name has at most {BytesMax} bytes" : null;
    }
}
