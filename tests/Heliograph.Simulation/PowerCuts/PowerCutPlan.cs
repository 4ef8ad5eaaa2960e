using Heliograph.Broker;
using Heliograph.Simulation.World;
using Heliograph.Storage;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>The conditions of one run, drawn from its seed.</summary>
internal sealed record PowerCutPlan(BrokerOptions Broker, StorageOptions Storage)
{
    /// <summary>Times that the power is cut while the broker serves.</summary>
    public required int Lives { get; init; }

    /// <summary>How likely a step cuts a connection.</summary>
    public required int CutPercent { get; init; }

    /// <summary>How likely a step commits. The rarer, the longer must what depends on a commit wait.</summary>
    public required int CommitPercent { get; init; }

    /// <summary>How likely a record is committed before its batch goes on.</summary>
    public required int CommitInBatchPercent { get; init; }

    public static PowerCutPlan From(SeededRandom random, DurabilityLevel level) => new(
        new()
        {
            InflightMax = random.Pick([100, 100, 5, 1]),
            SharedStrategy = random.Pick([SharedStrategy.RoundRobin, SharedStrategy.Sticky, SharedStrategy.HashClientId, SharedStrategy.HashTopic]),
            OutgoingBytesMax = random.Chance(20) ? 400 : 1 << 20,
            ConnectTimeout = TimeSpan.FromDays(1),
            SysInterval = TimeSpan.Zero,
        },
        new()
        {
            Level = level,
            SegmentBytesMin = 4 << 10,
            SegmentBytesMax = random.Pick([4 << 10, 16 << 10]),
            FreeBytesMin = 0,
            SnapshotAfterBytes = random.Pick([4 << 10, 16 << 10, 1 << 20]),
            IdleSnapshotBytes = 4 << 10,
            CompactBytesMin = 0,
            CompactBelow = 0.5,
        })
    {
        Lives = random.Between(1, 6),
        CutPercent = random.Pick([0, 1, 3]),
        CommitPercent = random.Pick([5, 20, 50]),
        CommitInBatchPercent = random.Pick([0, 2, 20]),
    };
}
