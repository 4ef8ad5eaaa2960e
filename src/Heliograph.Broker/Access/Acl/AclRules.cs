using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Heliograph.Broker.Access.Acl;

/// <summary>Who may read and write what: a whole rules text, understood. Immutable; shared by all threads.</summary>
/// <remarks>A decision costs at most the rules of the user and the pattern rules; it never looks at other users' rules.</remarks>
public sealed class AclRules
{
    private const int TopicCharsShownMax = 200;

    private readonly AclSection _anonymous;
    private readonly Dictionary<string, AclSection> _users;
    private readonly AclSection _patterns;
    private readonly string _readRefused;
    private readonly string _sysRefused;

    internal AclRules(
        string source, AclSection anonymous, Dictionary<string, AclSection> users, AclSection patterns, IReadOnlyList<AclEntry> entries)
    {
        Source = source;
        Entries = entries;
        _anonymous = anonymous;
        _users = users;
        _patterns = patterns;
        _readRefused = $"no rule of {source} allows this client to read the topic";
        _sysRefused = "$SYS is written by the broker only";
    }

    /// <summary>The name of the text, such as <c>etc/acl</c>.</summary>
    public string Source { get; }

    /// <summary>All rules, in the order of their lines.</summary>
    public IReadOnlyList<AclEntry> Entries { get; }

    /// <summary>Reads a rules text of Mosquitto's <c>acl_file</c> syntax.</summary>
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

    /// <summary>Decides one request; the authorizer's work.</summary>
    internal AccessDecision Decide(in AccessRequest request) => request.Action switch
    {
        AccessAction.Publish => DecideTopic(request, AclAccess.Write),
        AccessAction.Receive => DecideTopic(request, AclAccess.Read),
        _ => DecideFilter(request.Topic, request.Who),
    };

    private AccessDecision DecideTopic(in AccessRequest request, AclAccess access)
    {
        var topic = request.Topic;
        var who = request.Who;
        if (access == AclAccess.Write && IsBrokersOwn(topic)) return new(AccessAnswer.Denied, _sysRefused);
        var own = SectionOf(who);
        var deny = own.DenyCovering(topic, who) ?? _patterns.DenyCovering(topic, who);
        if (deny is not null) return new(AccessAnswer.Denied, deny.Text, deny.Line);
        var allow = own.AllowCovering(topic, access, who) ?? _patterns.AllowCovering(topic, access, who);
        if (allow is not null) return new(AccessAnswer.Allowed, allow.Text, allow.Line);

        // Receive is asked once per topic and delivery; its refusal names nothing that the asker does not have.
        return new(AccessAnswer.Denied, access == AclAccess.Read ? _readRefused : Refusal(who, "write", topic));
    }

    private AccessDecision DecideFilter(ReadOnlySpan<byte> filter, Identity who)
    {
        var own = SectionOf(who);
        var deny = own.DenyCovering(filter, who) ?? _patterns.DenyCovering(filter, who);
        if (deny is not null) return new(AccessAnswer.Denied, deny.Text, deny.Line);
        var part = own.AllowOverlapping(filter, AclAccess.Read, who)
            ?? _patterns.AllowOverlapping(filter, AclAccess.Read, who);
        if (part is null) return new(AccessAnswer.Denied, Refusal(who, "read", filter));
        deny = own.DenyOverlapping(filter, who) ?? _patterns.DenyOverlapping(filter, who);
        if (deny is not null) return new(AccessAnswer.AskPerDelivery, deny.Text, deny.Line);
        var whole = own.AllowCovering(filter, AclAccess.Read, who)
            ?? _patterns.AllowCovering(filter, AclAccess.Read, who);
        return whole is null
            ? new(AccessAnswer.AskPerDelivery, part.Text, part.Line)
            : new(AccessAnswer.Allowed, whole.Text, whole.Line);
    }

    private AclSection SectionOf(Identity who) =>
        who.UserName is null ? _anonymous : _users.GetValueOrDefault(who.UserName, AclSection.Empty);

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
