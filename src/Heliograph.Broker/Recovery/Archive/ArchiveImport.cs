using Heliograph.Broker.Journal;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>Takes an archive line by line: bodies go into a fresh journal, and the rest into its first snapshot.</summary>
/// <remarks>
/// ReadHeader, then ReadMessage until it says no, then WriteState, each once. All throw <see cref="ArchiveException"/>;
/// what has been written by then is good for nothing.
/// </remarks>
/// <param name="lines">The lines without their ends. Each is borrowed until the next is asked for.</param>
/// <param name="journal">Fresh.</param>
public sealed class ArchiveImport(IEnumerable<ReadOnlyMemory<byte>> lines, IJournal journal) : IDisposable
{
    private const string CopyAgain = "Export it again, or copy the whole of it";

    private readonly IEnumerator<ReadOnlyMemory<byte>> _lines = lines.GetEnumerator();
    private readonly ImportedMessages _messages = new(journal);
    private ArchiveLine? _line;
    private long _number;

    /// <summary>The clock of the broker whose state it is: that of the new journal starts there.</summary>
    public Instant Clock { get; private set; }

    /// <summary>What was taken.</summary>
    public ArchiveCounts Counts { get; private set; }

    public void ReadHeader()
    {
        using var line = Next();
        if (line.TextOrNone(Fields.Format) != Fields.FormatName)
            throw new ArchiveException(_number, "it does not begin as an archive does", "Name a file that heliograph store export wrote");
        var version = line.Number(Fields.Version, 0, int.MaxValue);
        if (version != Fields.FormatVersion)
        {
            throw new ArchiveException(
                _number, $"the archive has version {version}, and this program knows version {Fields.FormatVersion}",
                "Use the version of Heliograph that wrote it, or a later one");
        }

        line.TextOrNone(Fields.Program);
        Clock = line.Instant(Fields.Clock);
        line.End();
    }

    /// <summary>Appends the next message to the journal.</summary>
    /// <returns>False when there is none left.</returns>
    public bool ReadMessage()
    {
        _line = Next();
        if (_line.Text(Fields.Type) != LineTypes.Message) return false;
        _messages.Add(_line);
        _line.End();
        return true;
    }

    /// <summary>Writes all that follows the messages.</summary>
    public void WriteState(IStateWriter writer)
    {
        writer.Begin();
        var state = new ImportedState(_messages, writer);
        while (_line is { } line && line.Text(Fields.Type) is not LineTypes.End)
        {
            state.Add(line);
            line.End();
            _line = Next();
        }

        state.Finish();
        Counts = state.Counts;
        CheckEnd();
    }

    public void Dispose()
    {
        _line?.Dispose();
        _lines.Dispose();
    }

    private void CheckEnd()
    {
        var line = _line!;
        Compare(Fields.Messages, Counts.Messages);
        Compare(Fields.Retained, Counts.Retained);
        Compare(Fields.Sessions, Counts.Sessions);
        Compare(Fields.Subscriptions, Counts.Subscriptions);
        Compare(Fields.Deliveries, Counts.Deliveries);
        line.End();
        while (_lines.MoveNext())
        {
            _number++;
            if (!_lines.Current.IsEmpty) throw new ArchiveException(_number, "something follows the last line of the archive");
        }

        void Compare(string field, long found)
        {
            if (line.Number(field, 0, long.MaxValue) is var said && said != found)
                throw new ArchiveException(_number, $"\"{field}\" is {said}, and there were {found}", CopyAgain);
        }
    }

    private ArchiveLine Next()
    {
        _line?.Dispose();
        _line = null;
        if (!_lines.MoveNext())
            throw new ArchiveException(_number, "the archive ends here without its last line: it was cut off", CopyAgain);
        _number++;
        return ArchiveLine.Parse(_lines.Current, _number);
    }
}
