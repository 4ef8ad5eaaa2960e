using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Storage;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>A journal whose commits wait for no batch to end, since another thread does them.</summary>
internal sealed class BusyJournal(DurableJournal journal, Action<Lsn> onAppended) : IJournal
{
    public Lsn DurableUpTo => journal.DurableUpTo;

    public bool HasRoom => journal.HasRoom;

    public bool IsSwamped => journal.IsSwamped;

    public Lsn Append(in JournalRecord record)
    {
        var lsn = journal.Append(record);
        onAppended(lsn);
        return lsn;
    }

    public Message? Read(Lsn message) => journal.Read(message);
}
