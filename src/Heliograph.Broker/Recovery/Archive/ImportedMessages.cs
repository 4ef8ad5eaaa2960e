using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>The messages of an archive as the new journal has them. Takes 24 bytes for each; bodies are in the journal.</summary>
internal sealed class ImportedMessages(IJournal journal)
{
    private readonly List<Entry> _entries = [];
    private Lsn _spent;

    public int Count => _entries.Count;

    public void Add(ArchiveLine line)
    {
        var next = _entries.Count + 1;
        if (line.Number(Fields.Id, 1, int.MaxValue) != next) throw line.Wrong(Fields.Id, $"must be {next}: messages are counted up from 1");
        var message = MessageFields.Read(line);
        _entries.Add(new(Append(message), message.ExpiresAt, message.Size, message.QoS));
    }

    /// <summary>The message that a line names.</summary>
    public Entry Find(ArchiveLine line)
    {
        if (Count == 0) throw line.Wrong(Fields.Message, "names a message, and the archive has none");
        return _entries[(int)line.Number(Fields.Message, 1, Count) - 1];
    }

    public Message Read(Lsn id) =>
        journal.Read(id) ?? throw new InvariantException("a message that was just appended cannot be read");

    /// <summary>Stands for messages of which no more than the number is needed.</summary>
    public Lsn Spent()
    {
        if (_spent == Lsn.None) _spent = Append(new("spent"u8, default, default, QoS.ExactlyOnce, retain: false, Instant.Never, ""));
        return _spent;
    }

    private Lsn Append(Message message) => journal.Append(new() { Kind = RecordKind.Published, Message = message });

    internal readonly record struct Entry(Lsn Id, Instant ExpiresAt, int Size, QoS QoS);
}
