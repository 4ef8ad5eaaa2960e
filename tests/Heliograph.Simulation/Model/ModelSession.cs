using Heliograph.Broker;
using Heliograph.Mqtt.Packets;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Model;

/// <summary>What the standard says a server keeps for one client, and what the checkers keep beside it.</summary>
public sealed class ModelSession(int number, string clientId)
{
    public string ClientId { get; } = clientId;

    public uint ExpirySeconds { get; set; }

    public bool IsDurable => ExpirySeconds > 0;

    public SimConnection? Connection { get; set; }

    /// <summary>The connection that had it last.</summary>
    public SimConnection? Latest { get; set; }

    public Instant DetachedAt { get; set; }

    public bool HasEnded { get; set; }

    public ModelWill? Will { get; set; }

    /// <summary>The engine's number for it in the journal; 0 while it was never durable.</summary>
    public long JournalNumber { get; set; }

    public Dictionary<string, ModelSubscription> Subscriptions { get; } = [];

    /// <summary>Every form that a shared subscription of this session has had: a message may wait under an old one.</summary>
    public List<ModelSubscription> SharedForms { get; } = [];

    /// <summary>Inbound QoS 2: packet ids from PUBLISH to PUBREL, with the record each depends on.</summary>
    public Dictionary<ushort, long> Inbound { get; } = [];

    /// <summary>Outbound QoS 1 and 2 that have left and are not finished.</summary>
    public Dictionary<ushort, Delivery> Inflight { get; } = [];

    public Dictionary<string, List<Delivery>> Deliveries { get; } = [];

    public Instant ExpiresAt => Connection is not null || ExpirySeconds == uint.MaxValue
        ? Instant.Never
        : DetachedAt.PlusSeconds(ExpirySeconds);

    public void Expect(Delivery delivery)
    {
        if (!Deliveries.TryGetValue(delivery.Message.Key, out var all)) Deliveries[delivery.Message.Key] = all = [];
        all.Add(delivery);
    }

    public override string ToString() => $"{ClientId}#{number}";
}

/// <summary>One subscription as granted.</summary>
public sealed record ModelSubscription(
    ModelSession Session, string Filter, string TopicFilter, SubscriptionOptions Options, uint? Id, ModelGroup? Group)
{
    /// <summary>The order of the last message before this form was granted, and of the last one before another replaced it.</summary>
    public (long From, long To) Orders { get; set; } = (0, long.MaxValue);

    /// <summary>Whether this was the form when a message was published.</summary>
    public bool WasInForceAt(Acceptance message) => message.Order > Orders.From && message.Order <= Orders.To;
}

/// <summary>The members of one shared subscription.</summary>
public sealed class ModelGroup(string filter)
{
    /// <summary>The whole filter, share prefix included.</summary>
    public string Filter { get; } = filter;

    public List<ModelSession> Members { get; } = [];

    public List<SharedDelivery> Deliveries { get; } = [];
}
