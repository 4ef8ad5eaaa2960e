using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;

namespace Heliograph.Broker;

/// <summary>What the rooms of one broker share: its options, its journal, and its supplies.</summary>
internal sealed class BrokerContext(BrokerOptions options, IJournal journal)
{
    private volatile BrokerOptions _options = options;
    private volatile StateWalk? _walk;

    /// <summary>The options in force; replaced whole.</summary>
    public BrokerOptions Options
    {
        get => _options;
        set => _options = value;
    }

    public IJournal Journal { get; } = journal;

    /// <summary>The walk through the state that is under way, if one is: what moves must be told to it.</summary>
    public StateWalk? Walk
    {
        get => _walk;
        set => _walk = value;
    }

    public SegmentPool Segments { get; } = new();
}
