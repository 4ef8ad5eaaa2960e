namespace Heliograph.Broker.Journal;

/// <summary>A journal that keeps nothing: state lives in memory and nothing ever waits.</summary>
public sealed class VolatileJournal : IJournal
{
    public Lsn DurableUpTo => new(long.MaxValue);

    public Lsn Append(in JournalRecord record) => Lsn.None;
}
