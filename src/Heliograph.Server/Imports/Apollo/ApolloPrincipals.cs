using Heliograph.Server.Security;

namespace Heliograph.Server.Imports.Apollo;

/// <summary>Apollo's users and groups.</summary>
internal sealed class ApolloPrincipals(ApolloFile files, ImportReport report)
{
    private const int PrincipalsMax = 1_000_000;
    private readonly Dictionary<string, (int Line, string Password)> _users = [];
    private readonly Dictionary<string, HashSet<string>> _groupsOf = [];

    /// <summary>Name, line and password of each user.</summary>
    public IEnumerable<(string Name, int Line, string Password)> Users => _users.Select(user => (user.Key, user.Value.Line, user.Value.Password));

    public void Read()
    {
        foreach (var (line, name, password) in files.ReadProperties(ApolloFile.Users)) ReadUser(line, name, password);
        if (_users.Count == 0) report.Leave(ApolloFile.Users, 0, "no user", "nobody can log in; add users with: heliograph passwd");
        var members = 0;
        foreach (var (line, group, list) in files.ReadProperties(ApolloFile.Groups))
        {
            // Apollo's own documentation has both separators.
            var names = list.Split(['|', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            members += names.Length;
            if (members > PrincipalsMax) throw new OperatorException($"{ApolloFile.Groups} has more than {PrincipalsMax} members", "Import fewer");
            foreach (var name in names)
            {
                if (!_groupsOf.TryGetValue(name, out var groups)) _groupsOf[name] = groups = [];
                groups.Add(group);
            }

            report.Carry(ApolloFile.Groups, line, group, "there are no groups here: what they may do stands at each of their users in etc/acl");
        }
    }

    /// <summary>Whether a rule's word means this user: a group of theirs, or their name where rules name users.</summary>
    public bool Is(string user, string principal, bool byName) =>
        (byName && principal == user) || (_groupsOf.TryGetValue(user, out var groups) && groups.Contains(principal));

    private void ReadUser(int line, string name, string password)
    {
        if (_users.ContainsKey(name) || UserNameSyntax.Fault(name) is not null || password.Length == 0)
        {
            var why = _users.ContainsKey(name) ? "the user is there twice; the first one was taken" : UserNameSyntax.Fault(name) ?? "there is no password";
            report.Leave(ApolloFile.Users, line, name, why);
        }
        else if (password.StartsWith("ENC(", StringComparison.Ordinal))
        {
            report.Leave(ApolloFile.Users, line, name, "the password is encrypted by Apollo; add the user with: heliograph passwd");
        }
        else
        {
            _users.Add(name, (line, password));
        }
    }
}
