using Heliograph.Broker;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;

namespace Heliograph.Tests.Common;

/// <summary>A journal in memory that is durable as far as the test says, and that a new broker can be restored from.</summary>
public class RecordedJournal : IJournal
{
    private readonly Lock _lock = new();
    private readonly RecordDecoder _decoder = new();
    private readonly List<byte[]> _records = [];
    private readonly List<byte[]> _snapshot = [];
    private long _durable;
    private long _snapshotAt;

    /// <summary>The number of the latest record; the first has 1.</summary>
    public Lsn Last
    {
        get
        {
            lock (_lock) return new(_records.Count);
        }
    }

    public Lsn DurableUpTo
    {
        get => new(Volatile.Read(ref _durable));
        set => Volatile.Write(ref _durable, value.Value);
    }

    public bool HasRoom { get; set; } = true;

    public bool IsSwamped { get; set; }

    /// <summary>The kinds of all records, in order.</summary>
    public IReadOnlyList<RecordKind> Kinds
    {
        get
        {
            lock (_lock) return [.. _records.Select(record => (RecordKind)record[0])];
        }
    }

    /// <summary>Messages read back.</summary>
    public int Reads { get; private set; }

    /// <summary>Bodies that the latest snapshot says are still needed.</summary>
    public HashSet<Lsn> Kept { get; } = [];

    public virtual Lsn Append(in JournalRecord record)
    {
        var bytes = Encode(record);
        lock (_lock)
        {
            _records.Add(bytes);
            return new(_records.Count);
        }
    }

    /// <summary>Numbers of messages that a repair has cut out.</summary>
    public HashSet<Lsn> Lost { get; } = [];

    public virtual Message? Read(Lsn message)
    {
        lock (_lock)
        {
            if (Lost.Contains(message)) return null;
            Reads++;
            Assert.True(_decoder.TryDecode(_records[(int)message.Value - 1], out var record));
            Assert.Equal(RecordKind.Published, record.Kind);
            return record.Body.ToMessage(message);
        }
    }

    /// <summary>Everything so far is durable; then the broker must hear of it.</summary>
    public void CatchUp() => DurableUpTo = Last;

    /// <summary>Has the broker write its state, to be replayed instead of the records before it.</summary>
    public void TakeSnapshot(Broker.Broker broker) => TakeSnapshot(broker.WriteState);

    /// <summary>The same of a state that no broker has yet.</summary>
    public void TakeSnapshot(Action<IStateWriter> writeState) => writeState(new SnapshotWriter(this));

    /// <summary>Bodies from before the snapshot that a broker's queues refer to.</summary>
    public IEnumerable<Lsn> NeededBodies(Broker.Broker broker)
    {
        var needed = new RecordedJournal();
        needed.TakeSnapshot(broker);
        return needed.Kept.Where(id => id.Value < _snapshotAt);
    }

    /// <summary>The number of the n-th message published, counted from 1.</summary>
    public Lsn PublishedAt(int n) => new(1 + Kinds.Select((kind, at) => (kind, at)).Where(one => one.kind == RecordKind.Published).ElementAt(n - 1).at);

    /// <summary>What a crash leaves: the snapshot, if there is one, and the first records.</summary>
    /// <param name="upTo">The latest record that survives.</param>
    public RecordedJournal Survivor(Lsn upTo)
    {
        var survivor = new RecordedJournal { _snapshotAt = _snapshotAt, DurableUpTo = upTo };
        survivor._snapshot.AddRange(_snapshot);
        lock (_lock) survivor._records.AddRange(_records.Take((int)upTo.Value));
        return survivor;
    }

    /// <summary>Restores a broker that has this journal.</summary>
    /// <param name="broker">New.</param>
    /// <param name="last">The latest instant that the journal would know.</param>
    public void Restore(Broker.Broker broker, Instant last)
    {
        var replay = broker.BeginRestoration();
        replay.Begin(_snapshotAt > 0 ? new(_snapshotAt) : Lsn.None);
        foreach (var record in _snapshot) Apply(Lsn.None, record, replay);
        var end = _records.Count;
        for (var i = (int)Math.Max(1, _snapshotAt); i <= end; i++) Apply(new(i), _records[i - 1], replay);
        broker.CompleteRestoration(last);
    }

    private static byte[] Encode(in JournalRecord record)
    {
        var bytes = new byte[RecordCodec.LengthMax(record)];
        return bytes[..RecordCodec.Encode(record, bytes)];
    }

    private void Apply(Lsn lsn, byte[] bytes, IReplay replay)
    {
        Assert.True(_decoder.TryDecode(bytes, out var record), "a record cannot be decoded");
        replay.Apply(lsn, record);
    }

    private sealed class SnapshotWriter(RecordedJournal journal) : IStateWriter
    {
        public void Begin()
        {
            journal._snapshot.Clear();
            journal.Kept.Clear();
            journal._snapshotAt = journal.Last.Value + 1;
        }

        public void Write(in JournalRecord record) => journal._snapshot.Add(Encode(record));

        public void Keep(Lsn message)
        {
            lock (journal._lock) journal.Kept.Add(message);
        }
    }
}
