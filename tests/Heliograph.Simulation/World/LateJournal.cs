using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Journal;

namespace Heliograph.Simulation.World;

/// <summary>A journal that becomes durable when it is told to, and that knows what each record concerns.</summary>
public sealed class LateJournal : RecordedJournal
{
    private readonly Dictionary<(RecordKind Kind, long Session, string Detail), List<long>> _numbers = [];
    private readonly Dictionary<string, long> _sessions = [];
    private readonly HashSet<(string Key, long Session)> _destinations = [];
    private readonly List<string> _publishedKeys = [];

    public bool IsDurable => DurableUpTo == Last;

    /// <summary>The keys of all Published records, in order.</summary>
    public IReadOnlyList<string> PublishedKeys => _publishedKeys;

    public override Lsn Append(in JournalRecord record)
    {
        var lsn = base.Append(record);
        var detail = DetailOf(record);
        if (record.Kind == RecordKind.SessionOpened) _sessions[record.ClientId!] = record.Session;
        if (record.Kind == RecordKind.Published)
        {
            _publishedKeys.Add(detail);
            foreach (var destination in record.Destinations)
            {
                if (destination.Session > 0) _destinations.Add((detail, destination.Session));
            }
        }

        // A publish concerns its message whoever sent it.
        Note((record.Kind, record.Kind == RecordKind.Published ? 0 : record.Session, detail), lsn.Value);
        return lsn;
    }

    /// <summary>Makes everything up to a number durable.</summary>
    public void MakeDurable(long upTo) => DurableUpTo = new(Math.Clamp(upTo, DurableUpTo.Value, Last.Value));

    /// <summary>The engine's number of a client's latest durable session; 0 when there was none.</summary>
    public long SessionOf(string clientId) => _sessions.GetValueOrDefault(clientId);

    /// <summary>The number of the latest such record; 0 when there is none.</summary>
    public long Latest(RecordKind kind, long session, string detail = "") =>
        _numbers.TryGetValue((kind, session, detail), out var all) ? all[^1] : 0;

    /// <summary>The number of the first such record after another one; 0 when there is none.</summary>
    public long FirstAfter(long after, RecordKind kind, long session, string detail) =>
        _numbers.TryGetValue((kind, session, detail), out var all) ? all.Find(number => number > after) : 0;

    /// <summary>Whether some Published record of a message names a session's queue.</summary>
    public bool HasDestination(string key, long session) => _destinations.Contains((key, session));

    private void Note((RecordKind Kind, long Session, string Detail) about, long number)
    {
        if (!_numbers.TryGetValue(about, out var all)) _numbers[about] = all = [];
        all.Add(number);
    }

    private static string DetailOf(in JournalRecord record) => record.Kind switch
    {
        RecordKind.Published => MessageKey.Of(record.Message!.Topic, record.Message.Payload),
        RecordKind.Subscribed or RecordKind.Unsubscribed or RecordKind.RetainedCleared => Encoding.UTF8.GetString(record.Topic),
        RecordKind.Sent or RecordKind.Received or RecordKind.Completed or RecordKind.InboundReleased or RecordKind.InboundHeld => $"{record.PacketId}",
        _ => "",
    };
}
