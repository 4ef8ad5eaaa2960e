using System.Buffers;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;

namespace Heliograph.Broker.Outgoing;

/// <summary>One round of work by one thread: the instant it happens at, and what it touched (law L5).</summary>
/// <remarks>Disposing it ends the round: counters are added, events told, and each touched connection is flushed once.</remarks>
public sealed class Batch : IDisposable
{
    private readonly IBatchOwner _owner;
    private readonly List<ClientLink> _touched = [];
    private readonly List<BrokerEvent> _events = [];

    internal Batch(IBatchOwner owner) => _owner = owner;

    /// <summary>When everything in this batch happens.</summary>
    public Instant Now { get; internal set; }

    internal CounterDeltas Counters { get; } = new();

    internal EncodedPublishes Encodings { get; } = new();

    /// <summary>For properties that are copied with some left out.</summary>
    internal ArrayBufferWriter<byte> PropertyScratch { get; } = new();

    /// <summary>What the router works with and leaves here for its next message; null while a message is being routed.</summary>
    internal object? RouterScratch { get; set; }

    public void Dispose()
    {
        _owner.End(this, Counters, _events);
        // By index: an outlet that answers at once may start another batch, never this one.
        for (var i = 0; i < _touched.Count; i++) _touched[i].Outlet.Flush();
        _touched.Clear();
        _events.Clear();
        _owner.Return(this);
    }

    /// <summary>Remembers to flush a link that was appended to. Call under its gate.</summary>
    internal void Touch(ClientLink link)
    {
        if (link.TryRequestFlush()) _touched.Add(link);
    }

    internal void Report(BrokerEvent happened) => _events.Add(happened.Shortened());
}

/// <summary>Whoever hands out batches.</summary>
internal interface IBatchOwner
{
    void End(Batch batch, CounterDeltas counters, List<BrokerEvent> events);

    void Return(Batch batch);
}
