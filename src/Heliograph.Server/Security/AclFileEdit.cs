using Heliograph.Broker.Access.Acl;

namespace Heliograph.Server.Security;

/// <summary>Changes one rule in the text of an access control list; comments, order and every other line stay as they are.</summary>
internal static class AclFileEdit
{
    private static readonly string[] RuleWords = ["topic", "pattern", "allow", "deny"];

    /// <summary>Adds a rule behind the others of its user, of anonymous clients, or of everybody.</summary>
    /// <param name="text">A text without errors.</param>
    /// <param name="rule">The rule; its line does not matter.</param>
    public static string Add(string text, AclEntry rule)
    {
        var newline = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1); // what follows the last line end
        var word = rule.Scope == AclScope.Everyone ? "pattern" : "topic";
        var line = $"{word} {rule.Access.ToString().ToLowerInvariant()} {rule.Filter}";
        switch (rule.Scope)
        {
            case AclScope.User when LastOf(lines, rule.User!) is { } last:
                lines.Insert(last + 1, line);
                break;
            case AclScope.User:
                lines.AddRange([.. Gap(lines), $"user {rule.User}", line]);
                break;
            case AclScope.Anonymous:
                AddAnonymous(lines, line);
                break;
            default:
                var pattern = lines.FindLastIndex(other => IsRule(other, "pattern"));
                if (pattern >= 0) lines.Insert(pattern + 1, line);
                else lines.AddRange([.. Gap(lines), line]);
                break;
        }

        return string.Join(newline, lines) + newline;
    }

    /// <summary>Removes the rule of a line.</summary>
    /// <returns>False when there is no rule on it; the text is the same then.</returns>
    public static bool TryRemove(string text, int line, out string edited)
    {
        var lines = text.Split('\n').ToList();
        var isRule = line > 0 && line <= lines.Count && (RuleWords.Any(word => IsRule(lines[line - 1], word)));
        if (isRule && line == lines.Count) lines[line - 1] = ""; // keeps the line end before it
        else if (isRule) lines.RemoveAt(line - 1);
        edited = string.Join('\n', lines);
        return isRule;
    }

    // The last line of a user's last section that says something of the user; null when there is none.
    private static int? LastOf(List<string> lines, string user)
    {
        int? last = null;
        var isTheirs = false;
        for (var at = 0; at < lines.Count; at++)
        {
            if (IsSection(lines[at])) isTheirs = IsRule(lines[at], "user") && lines[at].Trim()["user".Length..].Trim() == user;
            if (isTheirs && (IsRule(lines[at], "user") || RuleWords.Any(word => word != "pattern" && IsRule(lines[at], word)))) last = at;
        }

        return last;
    }

    private static void AddAnonymous(List<string> lines, string line)
    {
        var firstUser = lines.FindIndex(IsSection);
        if (firstUser < 0) firstUser = lines.Count;
        var lastTopic = lines[..firstUser].FindLastIndex(other => IsRule(other, "topic"));
        if (lastTopic >= 0)
        {
            lines.Insert(lastTopic + 1, line);
            return;
        }

        // A comment right above the first user is about that user.
        while (firstUser > 0 && firstUser < lines.Count && lines[firstUser - 1].TrimStart().StartsWith('#')) firstUser--;
        if (firstUser < lines.Count) lines.InsertRange(firstUser, [line, ""]);
        else lines.Add(line);
    }

    private static IEnumerable<string> Gap(List<string> lines) => lines.Count > 0 && lines[^1].Trim().Length > 0 ? [""] : [];

    private static bool IsSection(string line) => IsRule(line, "user") || IsRule(line, "group") || line.Trim() == "everyone";

    private static bool IsRule(string line, string word)
    {
        var text = line.AsSpan().Trim();
        return text.StartsWith(word, StringComparison.Ordinal) && text.Length > word.Length && text[word.Length] is ' ' or '\t';
    }
}
