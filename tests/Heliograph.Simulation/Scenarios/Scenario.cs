using Heliograph.Broker;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Scenarios;

/// <summary>The conditions of one seeded run, drawn from its seed.</summary>
public sealed record Scenario(BrokerOptions Options, int Clients, int Steps, bool HasWills, int CutPercent, int DurablePercent)
{
    public static Scenario From(SeededRandom random)
    {
        var isShort = random.Chance(20);
        var options = new BrokerOptions
        {
            InflightMax = random.Pick([100, 100, 20, 3, 1]),
            ReceiveMaximum = random.Pick([1_000, 1_000, 10, 3]),
            QueuedMessagesMax = isShort ? random.Between(3, 12) : 100_000,
            QueueFull = isShort ? random.Pick([QueueFullPolicy.Refuse, QueueFullPolicy.Refuse, QueueFullPolicy.DropNewest, QueueFullPolicy.DropOldest]) : QueueFullPolicy.Refuse,
            OutgoingBytesMax = random.Chance(20) ? 400 : 1 << 20,
            QueueQoS0Offline = random.Chance(30),
            SharedStrategy = random.Pick([SharedStrategy.RoundRobin, SharedStrategy.Sticky, SharedStrategy.HashClientId, SharedStrategy.HashTopic]),
            TopicAliasMaximum = random.Pick([0, 2, 16]),
            OutgoingTopicAliasMaximum = random.Pick([0, 2, 16]),
            SysInterval = TimeSpan.Zero,
        };
        return new(options, random.Between(2, 8), random.Between(200, 1_200), !isShort, random.Pick([1, 2, 5]), random.Pick([2, 10, 40]));
    }
}
