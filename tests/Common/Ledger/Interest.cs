using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Tests.Common.Ledger;

/// <summary>A subscription from the first SUBSCRIBE until the UNSUBACK.</summary>
/// <remarks><code>
///    AskedAt        GrantedAt              EndingAt        EndedAt
/// ------|---------------|----------------------|---------------|------
///  may   may get         must get               may get         must
///  not   messages        messages               messages        not
/// </code></remarks>
/// <param name="Filter">Without the <c>$share</c> and name of a shared one.</param>
/// <param name="QoS">The highest QoS of its deliveries.</param>
/// <param name="AskedAt">Before SUBSCRIBE was written for the first time.</param>
public sealed record Interest(string Filter, QoS QoS, Moment AskedAt)
{
    private readonly byte[] _filter = Encoding.UTF8.GetBytes(Filter);
    private readonly bool _hasWildcards = TopicFilter.HasWildcards(Encoding.UTF8.GetBytes(Filter));

    /// <summary>SUBACK had been read.</summary>
    public Moment? GrantedAt { get; internal set; }

    /// <summary>Before UNSUBSCRIBE was written for the first time.</summary>
    public Moment? EndingAt { get; internal set; }

    /// <summary>UNSUBACK had been read.</summary>
    public Moment? EndedAt { get; internal set; }

    /// <summary>A message that it had to catch has come.</summary>
    public bool HasCaught { get; internal set; }

    /// <summary>A SUBACK or UNSUBACK is awaited.</summary>
    public bool IsChanging => GrantedAt is null || (EndingAt is not null && EndedAt is null);

    public bool Matches(NumberedMessage message) =>
        message.Topic == Filter || (_hasWildcards && TopicFilter.Matches(_filter, Encoding.UTF8.GetBytes(message.Topic)));

    /// <summary>The broker knew of it before the message was there.</summary>
    public bool IsBefore(NumberedMessage message) =>
        GrantedAt is { } granted && message.Sends is [var first, ..] && granted < first;

    /// <summary>It was there before the message, and still when all of the message's transmissions had been routed.</summary>
    public bool HoldsThroughout(NumberedMessage message) =>
        IsBefore(message) && (EndingAt is not { } ending || (message.AcknowledgedAt is { } routed && routed < ending));

    /// <summary>Some moment exists at which it may have caught the message.</summary>
    public bool MayCatch(NumberedMessage message) =>
        message.Sends is [var first, ..] && (EndedAt is not { } ended || first < ended)
        && (message.AcknowledgedAt is not { } routed || AskedAt < routed);

    public override string ToString() => $"{Filter} QoS {(int)QoS}: asked {AskedAt}, granted {GrantedAt}"
        + (EndingAt is { } ending ? $", unsubscribing {ending}, gone {EndedAt}" : "");
}
