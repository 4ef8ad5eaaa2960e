namespace Heliograph.Broker.Access.Acl;

/// <summary>What a line says of a rule, before its filter is looked at.</summary>
/// <param name="Denies">Whether it forbids.</param>
/// <param name="Actions">What it speaks of.</param>
/// <param name="Conditions">What must hold besides.</param>
/// <param name="Filter">As it is written.</param>
/// <param name="HasNames">Whether levels %u and %c of it stand for names.</param>
/// <param name="Access">As near as Mosquitto's words say it.</param>
/// <param name="Words">As it is written, where Mosquitto has no word for it.</param>
internal readonly record struct AclRuleDraft(
    bool Denies, AclActions Actions, AclConditions Conditions, string Filter, bool HasNames, AclAccess Access, string? Words);

/// <summary>Reads the lines that are rules: topic, pattern, allow and deny.</summary>
internal static class AclRuleSyntax
{
    private const string ActionsRemedy = "is not publish, subscribe, receive, all, or some of them with commas between; write for example: allow publish,subscribe a/#";

    /// <summary>The first word of a text, and what follows it.</summary>
    public static (string First, string After) SplitWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? (text, "") : (text[..end], text[end..].TrimStart());
    }

    /// <param name="word">How the line begins.</param>
    /// <param name="rest">What follows.</param>
    /// <param name="draft">What it says, when it can be understood.</param>
    /// <param name="remedy">Otherwise what to write instead.</param>
    public static bool TryRead(string word, string rest, out AclRuleDraft draft, out string remedy) => word is "allow" or "deny"
        ? TryReadOurs(word, rest, out draft, out remedy)
        : TryReadMosquittos(rest, word == "pattern", out draft, out remedy);

    /// <summary>Whether conditions make sense of what a rule speaks of.</summary>
    /// <param name="denies">Whether it forbids.</param>
    /// <param name="actions">Loses what the conditions cannot speak of.</param>
    /// <param name="conditions">What must hold.</param>
    /// <param name="remedy">What to write instead.</param>
    public static bool TryFit(bool denies, ref AclActions actions, AclConditions conditions, out string remedy)
    {
        // Long payloads are kept from who receives, and not filters from who subscribes.
        if (denies && conditions.DependOnPayload) actions &= ~AclActions.Subscribe;
        remedy = conditions.Retain is not null && actions != AclActions.Publish ? "retain is of publishes only: name no other action beside it"
            : actions == AclActions.None ? "a filter has no payload: name publish or receive"
            : "";
        return remedy.Length == 0;
    }

    private static bool TryReadMosquittos(string rest, bool isPattern, out AclRuleDraft draft, out string remedy)
    {
        var (word, after) = SplitWord(rest);
        AclAccess? named = word switch
        {
            "read" => AclAccess.Read,
            "write" => AclAccess.Write,
            "readwrite" => AclAccess.ReadWrite,
            "deny" => AclAccess.Deny,
            _ => null,
        };
        var access = named ?? AclAccess.ReadWrite;
        var actions = access switch
        {
            AclAccess.Read => AclActions.Read,
            AclAccess.Write => AclActions.Publish,
            _ => AclActions.All,
        };
        draft = new(access == AclAccess.Deny, actions, new(), named is null ? rest : after, isPattern, access, null);
        remedy = "";
        if (rest.Length == 0) remedy = "the topic is missing; write for example: topic read a/#";
        else if (named is not null && after.Length == 0)
            remedy = $"the topic after '{word}' is missing; for a topic of that name write: topic readwrite {word}";
        else if (named is null && after.Length > 0)
            remedy = $"'{word}' is not read, write, readwrite or deny; a topic with spaces needs one of them before it";
        return remedy.Length == 0;
    }

    private static bool TryReadOurs(string word, string rest, out AclRuleDraft draft, out string remedy)
    {
        draft = default;
        var (list, after) = SplitWord(rest);
        var actions = ActionsOf(list);
        remedy = actions == AclActions.None ? $"'{list}' {ActionsRemedy}" : "";
        if (remedy.Length > 0) return false;
        var conditions = new AclConditions();
        while (SplitWord(after) is var (next, further) && AclConditionSyntax.IsOne(next))
        {
            if (AclConditionSyntax.TryAdd(conditions, next) is not { } added)
            {
                remedy = $"'{next}' is no condition; write for example qos<=1, qos=0, retain=false, payload<=64KB or payload>1MB";
                return false;
            }

            conditions = added;
            after = further;
        }

        if (after.Length == 0)
        {
            remedy = $"the topic is missing; write for example: {word} publish a/#";
            return false;
        }

        var denies = word == "deny";
        if (!TryFit(denies, ref actions, conditions, out remedy)) return false;
        var access = (AclAccess)(((actions & AclActions.Read) != 0 ? (int)AclAccess.Read : 0) | ((actions & AclActions.Publish) != 0 ? (int)AclAccess.Write : 0));
        draft = new(denies, actions, conditions, after, HasNames: true, denies ? AclAccess.Deny : access, $"{word} {rest[..^after.Length].TrimEnd()}");
        return true;
    }

    private static AclActions ActionsOf(string list)
    {
        var all = AclActions.None;
        foreach (var name in list.Split(','))
        {
            var action = name switch
            {
                "publish" => AclActions.Publish,
                "subscribe" => AclActions.Subscribe,
                "receive" => AclActions.Receive,
                "all" => AclActions.All,
                _ => AclActions.None,
            };
            if (action == AclActions.None) return AclActions.None;
            all |= action;
        }

        return all;
    }
}
