using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Journal;

/// <summary>The journal port: where every change to durable state is written (law L2), and where bodies are read back.</summary>
/// <remarks>
/// Called by many threads, also under a session's lock, so appending must neither block on a disk nor call back.
/// When <see cref="DurableUpTo"/> has grown, the edge calls <c>Broker.OnDurable</c>.
/// </remarks>
public interface IJournal
{
    /// <summary>Everything up to here survives what the durability level promises to survive.</summary>
    Lsn DurableUpTo { get; }

    /// <summary>
    /// Whether messages are taken. False while there is no space for them: then publishes that a durable queue must keep
    /// are refused or held, and all other records still have room.
    /// </summary>
    bool HasRoom { get; }

    /// <summary>
    /// Whether more waits to be written than the bound by far: read no more from clients until it is less. Only what they have
    /// sent already is still appended.
    /// </summary>
    bool IsSwamped { get; }

    /// <summary>Appends one record, atomic as a whole.</summary>
    /// <returns>Its number: what depends on the record must not leave before the journal is durable up to it.</returns>
    Lsn Append(in JournalRecord record);

    /// <summary>Reads the message of a Published record back.</summary>
    /// <param name="message">The number of the record, which the latest snapshot or a later record still refers to.</param>
    /// <returns>Null when it is gone: the journal was damaged, and its repair has cut the record out.</returns>
    /// <remarks>May read a disk, so it is asked only for what has left memory; the order of the numbers is the fast one.</remarks>
    Message? Read(Lsn message);
}
