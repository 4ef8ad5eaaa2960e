using Heliograph.Broker.Journal;

namespace Heliograph.Broker.Tests;

/// <summary>A journal that numbers what is appended and becomes durable when the test says so.</summary>
internal sealed class LateJournal : IJournal
{
    private readonly Lock _lock = new();

    public Lsn DurableUpTo { get; set; }

    public Lsn Last { get; private set; }

    public List<RecordKind> Kinds { get; } = [];

    public Lsn Append(in JournalRecord record)
    {
        lock (_lock)
        {
            Kinds.Add(record.Kind);
            return Last = new(Last.Value + 1);
        }
    }
}
