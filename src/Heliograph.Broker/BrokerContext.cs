using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;

namespace Heliograph.Broker;

/// <summary>What the rooms of one broker share: its options, its journal, and its supplies.</summary>
internal sealed class BrokerContext(BrokerOptions options, IJournal journal)
{
    private volatile BrokerOptions _options = options;

    /// <summary>The options in force; replaced whole.</summary>
    public BrokerOptions Options
    {
        get => _options;
        set => _options = value;
    }

    public IJournal Journal { get; } = journal;
    public MessageIds MessageIds { get; } = new();
    public SegmentPool Segments { get; } = new();
}
