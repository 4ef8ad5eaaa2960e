namespace Heliograph.Server.Security;

/// <summary>Changes one user's line in the text of a password file; every other line stays as it is.</summary>
internal static class PasswordFileEdit
{
    /// <summary>Replaces the hash of a user, or adds the user at the end.</summary>
    /// <exception cref="ArgumentException">The user name cannot stand in a password file; the message says why.</exception>
    public static string Set(string text, string user, PasswordHash hash)
    {
        if (UserNameSyntax.Fault(user) is { } fault) throw new ArgumentException(fault, nameof(user));
        var line = $"{user}:{hash.Text}";
        var lines = text.Split('\n');
        var index = IndexOf(lines, user);
        if (index >= 0)
        {
            lines[index] = line + (lines[index].EndsWith('\r') ? "\r" : "");
            return string.Join('\n', lines);
        }

        var newline = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var separator = text.Length == 0 || text.EndsWith('\n') ? "" : newline;
        return $"{text}{separator}{line}{newline}";
    }

    /// <summary>Removes the line of a user.</summary>
    /// <returns>False when there is no such user; the text is the same then.</returns>
    public static bool TryDelete(string text, string user, out string edited)
    {
        var lines = text.Split('\n').ToList();
        var index = IndexOf(lines, user);
        if (index >= 0 && index == lines.Count - 1) lines[index] = "";     // keeps the line end before it
        else if (index >= 0) lines.RemoveAt(index);
        edited = string.Join('\n', lines);
        return index >= 0;
    }

    private static int IndexOf(IReadOnlyList<string> lines, string user)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (PasswordLine.IsComment(lines[i])) continue;
            if (PasswordLine.TrySplit(lines[i], out var name, out _) && name == user) return i;
        }

        return -1;
    }
}
