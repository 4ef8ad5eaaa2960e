using Heliograph.Broker.Access;
using Heliograph.Broker.Journal;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Sessions;

/// <summary>One subscription of one session. Immutable but for its place in the index.</summary>
internal sealed class Subscription : ISlotted
{
    /// <param name="filter">The whole filter, well formed; copied.</param>
    public Subscription(ReadOnlySpan<byte> filter)
    {
        Filter = filter.ToArray();
        TopicFilter = Mqtt.Topics.TopicFilter.TrySplitShared(filter, out _, out var topicFilter) ? topicFilter.ToArray() : Filter;
    }

    public required Session Session { get; init; }

    /// <summary>The whole filter as the client wrote it, share prefix included.</summary>
    public byte[] Filter { get; }

    /// <summary>The filter without the share prefix: what is matched.</summary>
    public byte[] TopicFilter { get; }

    /// <summary>Levels of the topic filter.</summary>
    public int Levels => TopicLevels.Count(TopicFilter);

    /// <summary>Whether the topic filter has wildcards.</summary>
    public bool HasWildcards => Mqtt.Topics.TopicFilter.HasWildcards(TopicFilter);

    /// <summary>The options with the granted QoS.</summary>
    public required SubscriptionOptions Options { get; init; }

    /// <summary>The subscription identifier as an array of one that deliveries share; null without one.</summary>
    public uint[]? Ids { get; init; }

    /// <summary>Whether each delivery must be asked about, because the rules allow only part of the filter.</summary>
    public bool AskPerDelivery { get; init; }

    /// <summary>The version of the rules that allowed it; under later ones each delivery is asked about.</summary>
    public int RulesVersion { get; init; }

    /// <summary>Whom the rules allowed it; under another login of the same client each delivery is asked about. Null if nobody was asked.</summary>
    public Identity? GrantedTo { get; init; }

    /// <summary>The shared group; null for an ordinary subscription.</summary>
    public SharedGroup? Group { get; set; }

    /// <summary>The record that says that it exists.</summary>
    public JournalRecord Record() => new()
    {
        Kind = RecordKind.Subscribed,
        Session = Session.Id,
        Group = Group?.Id ?? 0,
        Topic = Filter,
        Options = Options.Octet,
        SubscriptionId = Ids?[0] ?? 0,
    };

    /// <summary>Where it stands in its <see cref="SubscriberList"/>; guarded by the index's writer lock.</summary>
    public int Slot { get; set; }
}
