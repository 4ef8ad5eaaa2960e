using Heliograph.Broker;
using Heliograph.Broker.Journal;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>A snapshot during which other threads go on: they are let in where no session is half written.</summary>
internal sealed class BusyWalk(IStateWriter snapshot, Action meanwhile) : IStateWriter
{
    public void Begin() => snapshot.Begin(); // nothing else happens in this moment

    public void Write(in JournalRecord record)
    {
        if (record.Kind is RecordKind.Numbering or RecordKind.Retained or RecordKind.SessionOpened) meanwhile();
        snapshot.Write(record);
    }

    public void Keep(Lsn message) => snapshot.Keep(message);
}
