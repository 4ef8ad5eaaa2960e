using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;
using Heliograph.Mqtt;

namespace Heliograph.Server.Security.Rights;

/// <summary>Reads what a token or a web service says of a client's rights: groups, and rules. What it does not understand it refuses: a rule half read may grant too much.</summary>
/// <remarks>
/// <code>
/// [{ "action": "publish" | "subscribe" | "receive" | "all", "topic": FILTER,
///    "allow": true, "qos_max": 1, "retain": false, "payload_max": 65536 }]
/// </code>
/// All but action and topic may be left out. <c>"permission": "allow" | "deny"</c> may stand for allow. Subscribe grants receiving too.
/// </remarks>
internal static class RightsReader
{
    /// <summary>Rules of one login at most.</summary>
    public const int RulesMax = 200;

    /// <summary>Groups of one login at most.</summary>
    public const int GroupsMax = 100;

    private const int NameCharactersMax = 256;

    /// <summary>Reads groups and rules; each may be absent.</summary>
    /// <param name="groups">A name, or a list of names.</param>
    /// <param name="rules">A list of rules.</param>
    /// <param name="source">Where they stand, for people.</param>
    /// <param name="rights">What they say; null when both are absent.</param>
    /// <param name="fault">What is wrong with them.</param>
    public static bool TryRead(JsonElement? groups, JsonElement? rules, string source, out LoginRights? rights, out string fault)
    {
        rights = null;
        AclRules? made = null;
        if (!TryReadGroups(groups, out var names, out fault) || !TryReadRules(rules, source, out made, out fault)) return false;
        if (names.Count > 0 || made is not null) rights = new(names, made is null ? null : new AclAuthorizer(made));
        return true;
    }

    private static bool TryReadGroups(JsonElement? groups, out List<string> names, out string fault)
    {
        (names, fault) = ([], "");
        switch (groups)
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return true;
            case { ValueKind: JsonValueKind.String } one:
                names.Add(one.GetString() ?? "");
                break;
            case { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() <= GroupsMax && list.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String):
                names.AddRange(list.EnumerateArray().Select(name => name.GetString() ?? ""));
                break;
            default:
                fault = $"the groups are neither a name nor a list of up to {GroupsMax} names";
                return false;
        }

        if (names.TrueForAll(name => name.Length is > 0 and <= NameCharactersMax)) return true;
        fault = $"a group's name is empty or longer than {NameCharactersMax} characters";
        return false;
    }

    private static bool TryReadRules(JsonElement? rules, string source, out AclRules? made, out string fault)
    {
        (made, fault) = (null, "");
        if (rules is null or { ValueKind: JsonValueKind.Null }) return true;
        if (rules.Value.ValueKind != JsonValueKind.Array || rules.Value.GetArrayLength() > RulesMax)
        {
            fault = $"the rules are no list of up to {RulesMax}";
            return false;
        }

        var grants = new List<AclGrant>();
        foreach (var item in rules.Value.EnumerateArray())
        {
            if (TryReadRule(item, out var grant, out fault)) grants.Add(grant);
            else
            {
                fault = $"rule {grants.Count + 1}: {fault}";
                return false;
            }
        }

        return AclRules.TryMake(grants, source, out made, out fault);
    }

    private static bool TryReadRule(JsonElement item, [NotNullWhen(true)] out AclGrant? grant, out string fault)
    {
        (grant, fault) = (null, "it is no object");
        if (item.ValueKind != JsonValueKind.Object) return false;
        var read = new AclGrant(true, AclActions.None, "");
        foreach (var field in item.EnumerateObject())
        {
            if (Add(read, field) is not { } added)
            {
                fault = $"'{Short(field.Name)}' is unknown, or its value is not one that it can have";
                return false;
            }

            read = added;
        }

        fault = read.Actions == AclActions.None ? "action is missing" : read.Filter.Length == 0 ? "topic is missing" : "";
        grant = read;
        return fault.Length == 0;
    }

    private static AclGrant? Add(AclGrant rule, JsonProperty field) => (field.Name, field.Value.ValueKind) switch
    {
        ("action", JsonValueKind.String) when ActionsOf(field.Value.GetString()) is var actions and not AclActions.None => rule with { Actions = actions },
        ("topic", JsonValueKind.String) when field.Value.GetString() is { Length: > 0 } topic && !topic.Any(char.IsControl) => rule with { Filter = topic },
        ("allow", JsonValueKind.True or JsonValueKind.False) => rule with { Allows = field.Value.GetBoolean() },
        ("permission", JsonValueKind.String) when field.Value.GetString() is "allow" or "deny" => rule with { Allows = field.Value.GetString() == "allow" },
        ("qos_max", JsonValueKind.Number) when field.Value.TryGetInt32(out var qos) && qos is >= 0 and <= 2 => rule with { QoSMax = (QoS)qos },
        ("retain", JsonValueKind.True or JsonValueKind.False) => rule with { Retain = field.Value.GetBoolean() },
        ("payload_max", JsonValueKind.Number) when field.Value.TryGetInt64(out var bytes) && bytes >= 0 => rule with { PayloadBytesMax = bytes },
        _ => null,
    };

    private static AclActions ActionsOf(string? word) => word switch
    {
        "publish" => AclActions.Publish,
        "subscribe" => AclActions.Read,
        "receive" => AclActions.Receive,
        "all" => AclActions.All,
        _ => AclActions.None,
    };

    private static string Short(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
