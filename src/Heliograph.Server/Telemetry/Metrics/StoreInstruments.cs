using System.Diagnostics.Metrics;
using Heliograph.Storage;

namespace Heliograph.Server.Telemetry.Metrics;

/// <summary>The journal and its disk.</summary>
/// <remarks>
/// Records by commits is the size of a batch, and the time of syncs by their number how long one takes: what is promised
/// becomes durable about that much later than it is taken.
/// </remarks>
internal static class StoreInstruments
{
    public static void AddTo(Meter meter, HeliographServer server)
    {
        Add("heliograph.store.records", "{record}", "Records appended to the journal.", journal => journal.Records);
        Add("heliograph.store.commits", "{commit}", "Batches of records written.", journal => journal.Commits);
        Add("heliograph.store.syncs", "{sync}", "Times that the journal was synced to the disk (fsync).", journal => journal.Syncs);
        meter.CreateObservableCounter("heliograph.store.sync.time", () => Read(journal => journal.SyncTime.TotalSeconds), "s", "Time spent in syncs.");
        Add("heliograph.store.written", "By", "Bytes written to the journal.", journal => journal.BytesWritten);
        Add("heliograph.store.snapshots", "{snapshot}", "Snapshots written.", journal => journal.Snapshots);
        Add("heliograph.store.messages.read", "{message}", "Message bodies read back from the journal.", journal => journal.MessagesReadBack);
        AddLevel("heliograph.store.pending", "Bytes that wait to be written.", journal => journal.PendingBytes);
        AddLevel("heliograph.store.replay", "Bytes of journal since the last snapshot: what the next start replays.", journal => journal.TailBytes);
        AddLevel("heliograph.store.size", "Bytes of the journal on the disk, with what it has reserved.", journal => journal.BytesOnDisk);
        meter.CreateObservableGauge("heliograph.store.free", () => server.StoreUse()?.FreeBytes ?? 0, "By", "Free bytes of the journal's disk.");
        meter.CreateObservableGauge("heliograph.store.short", () => server.Journal.HasRoom ? 0 : 1, unit: null, "1 while the journal has no room and nothing more is stored, else 0.");

        void Add(string name, string unit, string help, Func<JournalStatistics, long> read) =>
            meter.CreateObservableCounter(name, () => Read(read), unit, help);

        void AddLevel(string name, string help, Func<JournalStatistics, long> read) =>
            meter.CreateObservableUpDownCounter(name, () => Read(read), "By", help);

        T Read<T>(Func<JournalStatistics, T> read)
            where T : struct => server.StoreStatistics() is { } statistics ? read(statistics) : default;
    }
}
