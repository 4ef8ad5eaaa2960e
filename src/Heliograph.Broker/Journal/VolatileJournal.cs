using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Journal;

/// <summary>A journal that keeps nothing: state lives in memory and nothing ever waits.</summary>
public sealed class VolatileJournal : IJournal
{
    public Lsn DurableUpTo => new(long.MaxValue);

    public bool HasRoom => true;

    public bool IsSwamped => false;

    public Lsn Append(in JournalRecord record) => Lsn.None;

    public Message? Read(Lsn message) =>
        throw new InvalidOperationException("a journal that keeps nothing is asked for a message");
}
