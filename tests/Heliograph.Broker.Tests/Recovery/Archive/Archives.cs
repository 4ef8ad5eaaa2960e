using System.Buffers;
using System.Text;
using Heliograph.Broker.Recovery.Archive;

namespace Heliograph.Broker.Tests.Recovery.Archive;

/// <summary>Archives as texts.</summary>
internal static class Archives
{
    /// <summary>The archive of what a journal holds.</summary>
    public static string Export(RecordedJournal journal, Instant clock)
    {
        var survivor = journal.Survivor(journal.Last);
        var output = new ArrayBufferWriter<byte>();
        ArchiveExport.Write(Restored(survivor, clock), survivor, clock, "1.2.3", output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A journal that holds what an archive says.</summary>
    public static RecordedJournal Import(string archive, out Instant clock)
    {
        var lines = archive.TrimEnd('\n').Split('\n').Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line));
        var journal = new RecordedJournal();
        using var import = new ArchiveImport(lines, journal);
        import.ReadHeader();
        while (import.ReadMessage())
        {
        }

        journal.TakeSnapshot(import.WriteState);
        clock = import.Clock;
        return journal;
    }

    public static Broker Restored(RecordedJournal journal, Instant clock)
    {
        var broker = new TestBroker(RichState.Options, journal: journal).Engine;
        journal.Restore(broker, clock);
        return broker;
    }
}
