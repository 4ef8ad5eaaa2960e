using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>The messages that a broker at rest still needs, each once, in the order in which its journal has them.</summary>
/// <remarks>Takes eight bytes for each queue entry; bodies of retained messages are in the broker's memory anyway.</remarks>
public sealed class NeededMessages
{
    private readonly long[] _ids;
    private readonly Dictionary<long, Message> _retained;
    private readonly HashSet<long> _unqueued; // retained, and in no queue

    private NeededMessages(List<long> queued, Dictionary<long, Message> retained)
    {
        queued.Sort();
        _retained = retained;
        _unqueued = [.. retained.Keys.Where(id => queued.BinarySearch(id) < 0)];
        queued.AddRange(_unqueued);
        queued.Sort();
        _ids = [.. Distinct(queued)];
    }

    public int Count => _ids.Length;

    public IEnumerable<Lsn> Ids => _ids.Select(id => new Lsn(id));

    /// <summary>Those that queues hold: the journal must have them.</summary>
    public IEnumerable<Lsn> Queued => Ids.Where(id => !_unqueued.Contains(id.Value));

    /// <summary>Those that are retained.</summary>
    public IEnumerable<Lsn> Retained => Ids.Where(id => _retained.ContainsKey(id.Value));

    /// <param name="broker">In no batch, and nothing goes on in it.</param>
    public static NeededMessages Of(Broker broker)
    {
        var walk = new Walk([], []);
        broker.WriteState(walk);
        return new(walk.Queued, walk.Retained);
    }

    /// <summary>Whether a delivery's message has still to be sent; after PUBREC its number is enough.</summary>
    public static bool NeedsBody(in StoredDelivery delivery) => Awaited.NeedsBody(delivery);

    /// <summary>Its place among all, the first being 1.</summary>
    public int NumberOf(Lsn id) => 1 + Array.BinarySearch(_ids, id.Value);

    /// <returns>Null when the journal has lost it.</returns>
    public Message? Read(Lsn id, IJournal journal) =>
        _retained.TryGetValue(id.Value, out var kept) ? kept : journal.Read(id);

    private static IEnumerable<long> Distinct(List<long> ascending)
    {
        for (var i = 0; i < ascending.Count; i++)
        {
            if (i == 0 || ascending[i] != ascending[i - 1]) yield return ascending[i];
        }
    }

    private sealed record Walk(List<long> Queued, Dictionary<long, Message> Retained) : IStateWriter
    {
        public void Begin()
        {
            // The broker is at rest: the state is of any moment.
        }

        public void Write(in JournalRecord record)
        {
            if (record.Kind == RecordKind.Retained) Retained[record.MessageId.Value] = record.Message!;
            if (record.Kind == RecordKind.Queued && Awaited.NeedsBody(record.Delivery)) Queued.Add(record.MessageId.Value);
        }

        public void Keep(Lsn message)
        {
            // Also said of messages whose delivery needs the number only.
        }
    }
}
