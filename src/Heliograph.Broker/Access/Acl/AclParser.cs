namespace Heliograph.Broker.Access.Acl;

/// <summary>Reads Mosquitto's <c>acl_file</c> syntax and ours beyond it, line by line, and gathers every error. Used once.</summary>
/// <remarks>
/// <code>
/// # a comment
/// topic [read|write|readwrite|deny] FILTER     of the section it stands in; before any section: of anonymous clients
/// pattern [read|write|readwrite|deny] FILTER   of everybody; %u user name, %c client id, whole levels only
/// user NAME                                    begins the section of a user
///
/// group NAME | everyone                        begin a section, too
/// member USER    in GROUP                      of a group's section; of a user's or a group's
/// allow|deny ACTIONS [CONDITION ...] FILTER    of the section it stands in, with %u and %c
/// </code>
/// </remarks>
internal sealed class AclParser(string source)
{
    /// <summary>Errors kept of one text; the reader stops there.</summary>
    public const int ErrorsMax = 100;

    private const int ValueCharsMax = 200;

    private readonly List<AclError> _errors = [];
    private readonly List<AclRule> _anonymous = [];
    private readonly List<AclRule> _everyone = [];
    private readonly AclGathering _gathering = new();
    private readonly List<AclEntry> _entries = [];
    private AclGathering.Party? _party;
    private AclScope _scope = AclScope.Anonymous;
    private string? _name;
    private bool _dependOnPayload;
    private int _line;

    public IReadOnlyList<AclError> Errors => _errors;

    /// <returns>Null when there is an error.</returns>
    public AclRules? Parse(string text)
    {
        var lines = text.Split('\n');
        foreach (var line in lines)
        {
            _line++;
            ReadLine(line.Trim());
            if (_errors.Count == ErrorsMax) break;
        }

        if (_errors.Count == 0 && _gathering.Fault() is { } fault)
        {
            _line = fault.Line;
            Refuse(lines[fault.Line - 1].Trim(), fault.Remedy);
        }

        return _errors.Count > 0 ? null : new AclRules(source, _gathering.Finish(_anonymous, _everyone), _dependOnPayload, _entries);
    }

    private void ReadLine(string line)
    {
        if (line.Length == 0 || line[0] == '#') return;
        if (line.Any(letter => char.IsControl(letter) && letter != '\t'))
        {
            Refuse(line, "control characters have no place in a rule; remove them");
            return;
        }

        var (word, rest) = AclRuleSyntax.SplitWord(line);
        switch (word)
        {
            case "user" or "group" or "member" or "in" when rest.Length == 0:
                Refuse(line, $"the name is missing; write: {word} NAME");
                break;
            case "user":
                Open(AclScope.User, rest, _gathering.User(rest));
                break;
            case "group":
                Open(AclScope.Group, rest, _gathering.Group(rest));
                break;
            case "everyone" when rest.Length == 0:
                Open(AclScope.Everyone, null, null);
                break;
            case "member" when _scope == AclScope.Group:
                _gathering.Join(_gathering.User(rest), _name!, _line);
                break;
            case "in" when _party is not null:
                _gathering.Join(_party, rest, _line);
                break;
            case "member" or "in":
                Refuse(line, word == "in" ? "in stands below a user or a group" : "member stands below a group");
                break;
            case "topic" or "pattern" or "allow" or "deny":
                AddRule(line, word, rest);
                break;
            default:
                Refuse(line, "a line begins with user, topic or pattern, or with group, member, in, everyone, allow or deny; put # before a comment");
                break;
        }
    }

    private void Open(AclScope scope, string? name, AclGathering.Party? party) => (_scope, _name, _party) = (scope, name, party);

    private void AddRule(string line, string word, string rest)
    {
        var isPattern = word == "pattern";
        if (!AclRuleSyntax.TryRead(word, rest, out var draft, out var remedy) || !RuleFilterSyntax.IsValid(draft.Filter, draft.HasNames, out remedy))
        {
            Refuse(line, remedy);
            return;
        }

        var rule = new AclRule(
            draft.Denies, draft.Actions, draft.Conditions, new(draft.Filter, draft.HasNames), $"{source} line {_line}: {line}", _line);
        _dependOnPayload |= draft.Conditions.DependOnPayload;
        var scope = isPattern ? AclScope.Everyone : _scope;
        var section = scope switch { AclScope.Everyone => _everyone, AclScope.Anonymous => _anonymous, _ => _party!.Rules };
        section.Add(rule);
        _entries.Add(new(_line, scope, isPattern ? null : _name, draft.Access, draft.Filter) { Words = draft.Words });
    }

    private void Refuse(string line, string remedy)
    {
        var value = line.Length <= ValueCharsMax ? line : line[..ValueCharsMax] + "…";
        _errors.Add(new(source, _line, value, remedy));
    }
}
