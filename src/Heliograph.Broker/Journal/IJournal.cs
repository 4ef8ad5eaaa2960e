namespace Heliograph.Broker.Journal;

/// <summary>The journal port: where every change to durable state is written (law L2).</summary>
/// <remarks>
/// Called by many threads, also under a session's lock, so it must neither block on a disk nor call back.
/// When <see cref="DurableUpTo"/> has grown, the edge calls <c>Broker.OnDurable</c>.
/// </remarks>
public interface IJournal
{
    /// <summary>Everything up to here survives what the durability level promises to survive.</summary>
    Lsn DurableUpTo { get; }

    /// <summary>Appends one record, atomic as a whole.</summary>
    /// <returns>Its number: what depends on the record must not leave before the journal is durable up to it.</returns>
    Lsn Append(in JournalRecord record);
}
