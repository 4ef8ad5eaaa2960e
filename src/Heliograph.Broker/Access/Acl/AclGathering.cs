namespace Heliograph.Broker.Access.Acl;

/// <summary>Users and groups with their rules while a text is read: who is in which group is known at its end only.</summary>
internal sealed class AclGathering
{
    private readonly Dictionary<string, Party> _users = [];
    private readonly Dictionary<string, Party> _groups = [];
    private readonly List<(int Line, string Group)> _mentions = [];

    /// <summary>A user, new or known.</summary>
    public Party User(string name) => PartyOf(_users, name);

    /// <summary>A group that has a section.</summary>
    public Party Group(string name) => PartyOf(_groups, name);

    /// <summary>Puts a user or a group into a group, whose section may come later.</summary>
    public void Join(Party party, string group, int line)
    {
        if (!party.In.Contains(group)) party.In.Add(group);
        _mentions.Add((line, group));
    }

    /// <summary>What is wrong with what was gathered, in words of the remedy; null when nothing is.</summary>
    public (int Line, string Remedy)? Fault()
    {
        foreach (var (line, group) in _mentions)
            if (!_groups.ContainsKey(group)) return (line, $"there is no group '{group}'; write a section that begins with: group {group}");
        foreach (var (line, group) in _mentions)
            if (IsInItself(group)) return (line, $"group '{group}' would be in itself; leave out one of the lines that say so");
        return null;
    }

    public AclSections Finish(List<AclRule> anonymous, List<AclRule> everyone)
    {
        var own = _groups.ToDictionary(group => group.Key, group => new AclSection(group.Value.Rules));
        return new(
            new(anonymous), new(everyone),
            _users.ToDictionary(user => user.Key, user => (AclSection[])[new(user.Value.Rules), .. Above(user.Value).Select(name => own[name])]),
            _groups.ToDictionary(group => group.Key, group => (AclSection[])[own[group.Key], .. Above(group.Value).Select(name => own[name])]));
    }

    // The groups that somebody is in, by whatever way, each once: the nearest first.
    private List<string> Above(Party party)
    {
        var found = new List<string>(party.In);
        for (var at = 0; at < found.Count; at++)
            found.AddRange(_groups[found[at]].In.Where(name => !found.Contains(name)));
        return found;
    }

    private bool IsInItself(string group) => Above(_groups[group]).Contains(group);

    private static Party PartyOf(Dictionary<string, Party> all, string name)
    {
        if (!all.TryGetValue(name, out var party)) all.Add(name, party = new());
        return party;
    }

    /// <summary>A user or a group: its rules and the groups that it is in.</summary>
    internal sealed class Party
    {
        public List<AclRule> Rules { get; } = [];

        public List<string> In { get; } = [];
    }
}
