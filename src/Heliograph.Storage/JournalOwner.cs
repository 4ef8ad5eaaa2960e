using Heliograph.Broker;
using Heliograph.Broker.Journal;

namespace Heliograph.Storage;

/// <summary>Whoever keeps state in a journal: what the journal asks of it and tells it.</summary>
/// <remarks>Called by the journal's own threads, and holding none of its locks.</remarks>
public sealed record JournalOwner
{
    /// <summary>The owner's clock, which the journal writes down so that it never runs back over a restart.</summary>
    public required Func<Instant> Now { get; init; }

    /// <summary><see cref="IJournal.DurableUpTo"/> has grown. Has a thread of its own: the next commit does not wait for it.</summary>
    public required Action OnDurable { get; init; }

    /// <summary>Writes the owner's whole state for a snapshot.</summary>
    public required Action<IStateWriter> WriteState { get; init; }

    public required Action<StorageEvent> OnEvent { get; init; }
}
