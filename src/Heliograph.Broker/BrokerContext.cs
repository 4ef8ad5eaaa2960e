using Heliograph.Broker.Connections;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;

namespace Heliograph.Broker;

/// <summary>What the rooms of one broker share: its options, its journal, and its supplies.</summary>
internal sealed class BrokerContext(BrokerOptions options, IJournal journal, IReadOnlyDictionary<string, ListenerBounds> atListeners)
{
    private volatile BrokerOptions _options = options;
    private volatile IStateWriter? _walk;
    private volatile bool _isShortOfMemory;

    /// <summary>The options in force; replaced whole.</summary>
    public BrokerOptions Options
    {
        get => _options;
        set => _options = value;
    }

    public IJournal Journal { get; } = journal;

    /// <summary>The options in force for clients that came in by a listener.</summary>
    public BrokerOptions OptionsAt(string listener) => atListeners.TryGetValue(listener, out var own) ? own.ApplyTo(Options) : Options;

    /// <summary>What is published on which topic, while someone looks.</summary>
    public TopicMeter Topics { get; } = new();

    /// <summary>Which refused connections are told.</summary>
    public RefusalVoice Refusals { get; } = new();

    /// <summary>Whether the process has no memory for more sessions and waiting messages.</summary>
    public bool IsShortOfMemory
    {
        get => _isShortOfMemory;
        set => _isShortOfMemory = value;
    }

    /// <summary>Whether messages are taken that a durable queue or the retained store must keep.</summary>
    public bool CanKeepMessages => !IsShortOfMemory && Journal.HasRoom;

    /// <summary>
    /// Takes the state while a walk through it is under way. A message that moves from one queue to another meanwhile may be
    /// seen in neither: its record says that it moved, and <see cref="IStateWriter.Keep"/> that its body is still needed.
    /// </summary>
    public IStateWriter? Walk
    {
        get => _walk;
        set => _walk = value;
    }

    public SegmentPool Segments { get; } = new();
}
