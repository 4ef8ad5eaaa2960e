using System.Text;
using Heliograph.Server.Admin;
using Heliograph.Server.Security;

namespace Heliograph.Server.Imports.Apollo;

/// <summary>Turns Apollo's rules, of which the first that matches decides, into an ACL for each user, in which a denial wins.</summary>
/// <remarks>Where an order cannot be told in an ACL, rights are left out and never added.</remarks>
internal sealed class ApolloRights(IReadOnlyList<ApolloRule> rules, ApolloPrincipals principals, ImportReport report)
{
    private const int AclCharactersMax = 50_000_000;

    // What the settings of the console take.
    private const int NamesMax = 1_000;
    private const int NameCharactersMax = 1_000;

    /// <summary>Whether Apollo asks nobody who they are: then everybody may do everything.</summary>
    public required bool IsOpen { get; init; }

    /// <param name="hash">Makes a hash of a password.</param>
    /// <returns>The texts of the ACL and of the users file.</returns>
    public (string Acl, string Users) Convert(Func<string, PasswordHash> hash)
    {
        foreach (var rule in rules) Report(rule);
        var acl = new StringBuilder("# Who may publish and subscribe to what, from Apollo's access rules; the syntax is that of Mosquitto's ACL files.\n");
        if (IsOpen) acl.Append("topic readwrite #\npattern readwrite #\n");
        var users = new UserLines();
        foreach (var (name, line, password) in principals.Users)
        {
            if (!IsOpen && !MayConnect(name))
            {
                report.Leave(ApolloFile.Users, line, name, "no access rule lets the user connect");
                continue;
            }

            users.Add(name, hash(password));
            acl.Append($"\nuser {name}\n");
            var note = "in etc/users, the password as a hash";
            if (!IsOpen) note += AppendRights(acl, name);
            if (FirstAccount.Is(name, Encoding.UTF8.GetBytes(password))) note += "; this password works from this machine only, change it with: heliograph passwd";
            report.Carry(ApolloFile.Users, line, name, note);
            if (acl.Length > AclCharactersMax) throw new OperatorException("users and rules together make too many rights", "Import fewer");
        }

        return (acl.ToString(), users.ToString());
    }

    /// <summary>The users that may do this to the broker.</summary>
    public NameList UsersWith(string action) =>
        new([.. principals.Users.Select(user => user.Name).Where(name => name.Length <= NameCharactersMax && MayDo(name, action, "broker")).Take(NamesMax)]);

    private bool MayConnect(string user) => MayDo(user, ApolloRule.Connect, "virtual_host") && MayDo(user, ApolloRule.Connect, "connector");

    private bool MayDo(string user, string action, string kind)
    {
        foreach (var rule in rules)
        {
            if (!rule.Has(action) || !rule.Concerns(kind) || rule.Verdict(user, principals) is not { } verdict) continue;
            // A denial for one of several connectors or hosts is one that cannot be weighed: no right is the safe side.
            if (verdict && rule.Fault is null) return true;
            if (!verdict) return false;
        }

        return false;
    }

    /// <returns>What cannot be told, for the report; else nothing.</returns>
    private string AppendRights(StringBuilder acl, string user)
    {
        var lines = new List<string>();
        var isCut = !AppendRights(lines, user, ApolloRule.Send, "write") | !AppendRights(lines, user, ApolloRule.Receive, "read");
        foreach (var line in lines.Distinct()) acl.Append(line).Append('\n');
        return isCut ? "; a denial among the access rules cannot be told in an ACL: the rights behind it are left out, see etc/acl" : "";
    }

    private bool AppendRights(List<string> lines, string user, string action, string word)
    {
        var isAllowedBefore = false;
        foreach (var rule in rules)
        {
            if (!rule.Has(action) || !rule.Concerns("topic") || rule.Verdict(user, principals) is not { } isAllowed) continue;
            if (isAllowed && rule.Fault is null)
            {
                lines.Add($"topic {word} {rule.Filter}");
                if (rule.IsForAll) return true;
                isAllowedBefore = true;
            }
            else if (!isAllowed)
            {
                if (rule.IsForAll && rule.Fault is null) return true;
                // An ACL denies both ways, and whatever stands before it.
                if (isAllowedBefore || rule.Fault is not null || !rule.Has(ApolloRule.Send) || !rule.Has(ApolloRule.Receive)) return false;
                lines.Add($"topic deny {rule.Filter}");
            }
        }

        return true;
    }

    private void Report(ApolloRule rule)
    {
        var what = rule.Element.ToString();
        if (rule.Fault is { } fault) Leave(fault);
        else if (rule.IsAboutTopics || rule.Has(ApolloRule.Connect) || rule.Has(ApolloRule.Admin) || rule.Has(ApolloRule.Monitor))
            report.Carry(ApolloFile.Configuration, rule.Element.Line, what, "see etc/acl, etc/users and [console] for who may do what");
        else Leave("MQTT clients use topics alone; topics are made as they are used");

        void Leave(string why) => report.Leave(ApolloFile.Configuration, rule.Element.Line, what, why);
    }
}
