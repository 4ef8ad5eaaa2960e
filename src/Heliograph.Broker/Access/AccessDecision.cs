namespace Heliograph.Broker.Access;

/// <summary>The three answers to an <see cref="AccessRequest"/>.</summary>
public enum AccessAnswer : byte
{
    /// <summary>Refused; nothing of it happens.</summary>
    Denied,

    /// <summary>Granted without further questions.</summary>
    Allowed,

    /// <summary>
    /// Subscribe only: some topics of the filter may be read and others not. The subscription is granted and each
    /// delivery is asked about with <see cref="AccessAction.Receive"/>.
    /// </summary>
    AskPerDelivery,

    /// <summary>Of a link of the authorisation chain: it has no rule for the request; if nobody has, it is denied.</summary>
    Unsaid,

    /// <summary>The same, for a filter of which it denies some topics: what another link allows is asked about at each delivery.</summary>
    UnsaidInPart,
}

/// <summary>An answer with its reason.</summary>
/// <param name="Answer">Granted or not.</param>
/// <param name="Rule">What decided, in words for people, such as <c>etc/acl line 12: user bob, topic read a/#</c>.</param>
/// <param name="Line">The line of the rules that decided; 0 when none did.</param>
public readonly record struct AccessDecision(AccessAnswer Answer, string Rule, int Line = 0)
{
    public bool IsAllowed => Answer is AccessAnswer.Allowed or AccessAnswer.AskPerDelivery;

    /// <summary>Whether the next message of the same topic may be decided otherwise, because a rule speaks of the payload.</summary>
    public bool DependsOnPayload { get; init; }
}
