using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Heliograph.Broker.Access.Acl;

/// <summary>Who may read and write what: a whole rules text, understood. Immutable; shared by all threads.</summary>
/// <remarks>A decision costs at most the rules of the user, of its groups and of everybody; it never looks at other users' rules.</remarks>
public sealed class AclRules
{
    private const int TopicCharsShownMax = 200;

    private readonly AclSections _sections;
    private readonly bool _dependOnPayload;
    private readonly string _readRefused;
    private readonly string _sysRefused;

    internal AclRules(string source, AclSections sections, bool dependOnPayload, IReadOnlyList<AclEntry> entries)
    {
        Source = source;
        Entries = entries;
        _sections = sections;
        _dependOnPayload = dependOnPayload;
        _readRefused = $"no rule of {source} allows this client to read the topic";
        _sysRefused = "$SYS is written by the broker only";
    }

    /// <summary>The name of the text, such as <c>etc/acl</c>.</summary>
    public string Source { get; }

    /// <summary>All rules, in the order of their lines.</summary>
    public IReadOnlyList<AclEntry> Entries { get; }

    /// <summary>Reads a rules text: Mosquitto's <c>acl_file</c> syntax and what docs/access.md adds to it.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="source">Its name, for decisions and errors.</param>
    /// <param name="rules">The rules, when there is no error.</param>
    /// <param name="errors">What is wrong, in the order of the lines, at most <see cref="AclParser.ErrorsMax"/>.</param>
    public static bool TryParse(
        string text, string source, [NotNullWhen(true)] out AclRules? rules, out IReadOnlyList<AclError> errors)
    {
        var parser = new AclParser(source);
        rules = parser.Parse(text);
        errors = parser.Errors;
        return rules is not null;
    }

    /// <summary>Makes rules that speak of everybody, such as those that a login brings for its one client.</summary>
    /// <param name="grants">In their order.</param>
    /// <param name="source">Where they come from, for decisions: <c>the token</c>.</param>
    /// <param name="rules">The rules, when there is no fault.</param>
    /// <param name="fault">Else what is wrong with the first wrong one.</param>
    public static bool TryMake(IReadOnlyList<AclGrant> grants, string source, [NotNullWhen(true)] out AclRules? rules, out string fault)
    {
        (rules, fault) = (null, "");
        var all = new List<AclRule>(grants.Count);
        for (var at = 0; at < grants.Count; at++)
        {
            var grant = grants[at];
            var actions = grant.Actions;
            if (!RuleFilterSyntax.IsValid(grant.Filter, isPattern: true, out var remedy) || !AclRuleSyntax.TryFit(!grant.Allows, ref actions, grant.Conditions, out remedy))
            {
                fault = $"rule {at + 1} of {source}: {remedy}";
                return false;
            }

            all.Add(new(!grant.Allows, actions, grant.Conditions, new(grant.Filter, isPattern: true), $"rule {at + 1} of {source}: {grant}", line: 0));
        }

        rules = new(source, new(AclSection.Empty, new(all), [], []), all.Exists(rule => rule.Conditions.DependOnPayload), []);
        return true;
    }

    /// <summary>Decides one request; <see cref="AccessAnswer.Unsaid"/> where no rule does.</summary>
    internal AccessDecision Ask(in AccessRequest request) => request.Action switch
    {
        AccessAction.Publish => AskTopic(request, AclActions.Publish),
        AccessAction.Receive => AskTopic(request, AclActions.Receive),
        _ => AskFilter(request),
    };

    private AccessDecision AskTopic(in AccessRequest request, AclActions action)
    {
        if (action == AclActions.Publish && IsBrokersOwn(request.Topic)) return new(AccessAnswer.Denied, _sysRefused);
        if (Find(new(Denies: true, action, Whole: true), request) is { } deny) return Of(AccessAnswer.Denied, deny);
        if (Find(new(Denies: false, action, Whole: true), request) is { } allow) return Of(AccessAnswer.Allowed, allow);

        // Receive is asked once per topic and delivery; its refusal names nothing that the asker does not have.
        return new(AccessAnswer.Unsaid, action == AclActions.Receive ? _readRefused : Refusal(request.Who, "write", request.Topic)) { DependsOnPayload = _dependOnPayload };
    }

    private AccessDecision AskFilter(in AccessRequest request)
    {
        if (Find(new(Denies: true, AclActions.Subscribe, Whole: true), request) is { } all) return Of(AccessAnswer.Denied, all);
        var deny = Find(new(Denies: true, AclActions.Subscribe, Whole: false), request)
            ?? Find(new(Denies: true, AclActions.Receive, Whole: false, ConditionUse.Any), request);
        if (Find(new(Denies: false, AclActions.Subscribe, Whole: false), request) is not { } part)
            return new(deny is null ? AccessAnswer.Unsaid : AccessAnswer.UnsaidInPart, Refusal(request.Who, "read", request.Topic));
        if (deny is not null) return Of(AccessAnswer.AskPerDelivery, deny);
        var whole = Find(new(Denies: false, AclActions.Subscribe, Whole: true), request);
        var received = Find(new(Denies: false, AclActions.Receive, Whole: true, ConditionUse.None), request);
        return whole is null || received is null ? Of(AccessAnswer.AskPerDelivery, whole ?? part) : Of(AccessAnswer.Allowed, whole);
    }

    private AccessDecision Of(AccessAnswer answer, AclRule rule) => new(answer, rule.Text, rule.Line) { DependsOnPayload = _dependOnPayload };

    private AclRule? Find(in AclQuestion question, in AccessRequest request)
    {
        var own = _sections.Of(request.Who);
        foreach (var section in own)
            if (section.Find(question, request) is { } rule) return rule;
        if (request.Who.Rights is { } rights)
        {
            foreach (var group in rights.Groups)
                foreach (var section in _sections.OfGroup(group))
                    if (section.Find(question, request) is { } rule) return rule;
        }

        return _sections.Everyone.Find(question, request);
    }

    // As Mosquitto: bridges announce their state below $SYS, nothing else of it is a client's to write.
    private static bool IsBrokersOwn(ReadOnlySpan<byte> topic)
    {
        if (!topic.SequenceEqual("$SYS"u8) && !topic.StartsWith("$SYS/"u8)) return false;
        if (!topic.StartsWith("$SYS/broker/connection/"u8) || !topic.EndsWith("/state"u8)) return true;
        return topic.Count((byte)'/') != 4;
    }

    private string Refusal(Identity who, string verb, ReadOnlySpan<byte> topic)
    {
        var name = Encoding.UTF8.GetString(topic);
        if (name.Length > TopicCharsShownMax) name = name[..TopicCharsShownMax] + "…";
        var subject = who.UserName is null ? "anonymous clients" : $"user {who.UserName}";
        return $"no rule of {Source} allows {subject} to {verb} {name}";
    }
}
