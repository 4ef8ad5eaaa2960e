namespace Heliograph.Broker.Access.Acl;

/// <summary>Reads Mosquitto's <c>acl_file</c> syntax, line by line, and gathers every error. Used once.</summary>
/// <remarks>
/// <code>
/// # a comment
/// topic [read|write|readwrite|deny] FILTER     of the user above; before any user line: of anonymous clients
/// user NAME
/// pattern [read|write|readwrite|deny] FILTER   of everybody; %u user name, %c client id, whole levels only
/// </code>
/// </remarks>
internal sealed class AclParser(string source)
{
    /// <summary>Errors kept of one text; the reader stops there.</summary>
    public const int ErrorsMax = 100;

    private const int ValueCharsMax = 200;

    private readonly List<AclError> _errors = [];
    private readonly List<AclRule> _anonymous = [];
    private readonly List<AclRule> _patterns = [];
    private readonly Dictionary<string, List<AclRule>> _users = [];
    private readonly List<AclEntry> _entries = [];
    private List<AclRule>? _current;
    private string? _user;
    private int _line;

    public IReadOnlyList<AclError> Errors => _errors;

    /// <returns>Null when there is an error.</returns>
    public AclRules? Parse(string text)
    {
        _current = _anonymous;
        foreach (var line in text.Split('\n'))
        {
            _line++;
            ReadLine(line.Trim());
            if (_errors.Count == ErrorsMax) break;
        }

        if (_errors.Count > 0) return null;
        var users = _users.ToDictionary(user => user.Key, user => new AclSection(user.Value));
        return new AclRules(source, new(_anonymous), users, new(_patterns), _entries);
    }

    private void ReadLine(string line)
    {
        if (line.Length == 0 || line[0] == '#') return;
        if (line.Any(letter => char.IsControl(letter) && letter != '\t'))
        {
            Refuse(line, "control characters have no place in a rule; remove them");
            return;
        }

        var (word, rest) = SplitWord(line);
        switch (word)
        {
            case "user" when rest.Length == 0:
                Refuse(line, "the user name is missing; write: user NAME");
                break;
            case "user":
                OpenUser(rest);
                break;
            case "topic":
                AddRule(line, rest, _current ?? _anonymous, isPattern: false);
                break;
            case "pattern":
                AddRule(line, rest, _patterns, isPattern: true);
                break;
            default:
                Refuse(line, "a rule begins with user, topic or pattern; put # before a comment");
                break;
        }
    }

    private void OpenUser(string name)
    {
        _user = name;
        if (!_users.TryGetValue(name, out _current)) _users.Add(name, _current = []);
    }

    private void AddRule(string line, string rest, List<AclRule> section, bool isPattern)
    {
        if (!TryReadAccess(rest, out var access, out var filter, out var remedy)
            || !RuleFilterSyntax.IsValid(filter, isPattern, out remedy))
        {
            Refuse(line, remedy);
            return;
        }

        section.Add(new(access, new(filter, isPattern), $"{source} line {_line}: {line}", _line));
        var scope = isPattern ? AclScope.Everyone : _user is null ? AclScope.Anonymous : AclScope.User;
        _entries.Add(new(_line, scope, scope == AclScope.User ? _user : null, access, filter));
    }

    private static bool TryReadAccess(string rest, out AclAccess access, out string filter, out string remedy)
    {
        var (word, after) = SplitWord(rest);
        var named = AccessOf(word);
        access = named ?? AclAccess.ReadWrite;
        filter = named is null ? rest : after;
        remedy = "";
        if (rest.Length == 0) remedy = "the topic is missing; write for example: topic read a/#";
        else if (named is not null && after.Length == 0)
            remedy = $"the topic after '{word}' is missing; for a topic of that name write: topic readwrite {word}";
        else if (named is null && after.Length > 0)
            remedy = $"'{word}' is not read, write, readwrite or deny; a topic with spaces needs one of them before it";
        return remedy.Length == 0;
    }

    private static AclAccess? AccessOf(string word) => word switch
    {
        "read" => AclAccess.Read,
        "write" => AclAccess.Write,
        "readwrite" => AclAccess.ReadWrite,
        "deny" => AclAccess.Deny,
        _ => null,
    };

    private static (string First, string After) SplitWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (text, "") : (text[..end], text[end..].TrimStart());
    }

    private void Refuse(string line, string remedy)
    {
        var value = line.Length <= ValueCharsMax ? line : line[..ValueCharsMax] + "…";
        _errors.Add(new(source, _line, value, remedy));
    }
}
