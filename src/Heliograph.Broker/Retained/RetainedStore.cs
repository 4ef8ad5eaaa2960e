using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Routing;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Retained;

/// <summary>The latest retained message of each topic, section 3.3.1.3. Read without a lock.</summary>
/// <remarks>Bounded by messages and bytes; what has expired makes room when it is met or swept.</remarks>
internal sealed class RetainedStore(ulong hashSeed)
{
    // A level of the tree takes up to about 130 bytes. The first ones are common to many topics, and the number of messages bounds
    // them; but topics of hundreds of levels would take far more memory than their bytes.
    private const int LevelsFree = 10;
    private const int LevelBytes = 128;

    private readonly LevelTree<Message> _topics = new(hashSeed);
    private readonly Lock _order = new();
    private Lsn _lastClearing;
    private long _lastNumber;
    private int _count;
    private long _bytes;

    public int Count => Volatile.Read(ref _count);

    public long Bytes => Volatile.Read(ref _bytes);

    public Message? Find(ReadOnlySpan<byte> topic) => _topics.Find(topic);

    /// <summary>
    /// Keeps all other changes out, so that finding the subscribers of a message and keeping it are one step, and so are entering a
    /// subscription and seeing <see cref="LastNumber"/>: each message has either seen the subscription, or is found for it, and never both.
    /// </summary>
    /// <remarks>A session's lock may be taken within; never the other way round.</remarks>
    public Lock.Scope Enter() => _order.EnterScope();

    /// <summary>The number of the message that was kept last; within <see cref="Enter"/>.</summary>
    public long LastNumber => _lastNumber;

    /// <summary>Whether a message for this topic fits, in the place of an older one if there is one.</summary>
    public bool HasRoomFor(ReadOnlySpan<byte> topic, int size, BrokerOptions options)
    {
        var old = Find(topic);
        return (old is not null || Count < options.RetainedMessagesMax)
            && Bytes - SizeOf(old) + size + LevelsSize(topic) <= options.RetainedBytesMax;
    }

    /// <summary>Appends the record and then keeps the message, in one order for journal and store.</summary>
    /// <returns>The record's number.</returns>
    public Lsn Keep(Message message, IJournal journal, in JournalRecord record, Instant now)
    {
        lock (_order)
        {
            message.RetainedAt = now;
            message.RetainedNumber = ++_lastNumber;
            var lsn = journal.Append(record);
            message.Id = message.Needs = lsn;
            Replace(message.Topic, message);
            return lsn;
        }
    }

    /// <summary>Puts a message back that the journal kept, or takes one away that it says was cleared.</summary>
    public void Restore(ReadOnlySpan<byte> topic, Message? message) => Replace(topic, message);

    /// <summary>All messages, expired or not, '$' topics too.</summary>
    public List<Message> Everything()
    {
        var all = new Collector(new(long.MinValue), long.MaxValue, []);
        _topics.VisitEverything(ref all);
        return all.Messages;
    }

    /// <summary>Forgets the message of a topic [MQTT-3.3.1-6] [MQTT-3.3.1-7].</summary>
    /// <returns>
    /// The number that the absence of the message depends on: this record's, or where there was nothing, that of the
    /// latest clearing, which may be what left nothing.
    /// </returns>
    public Lsn Clear(ReadOnlySpan<byte> topic, IJournal journal)
    {
        lock (_order)
        {
            if (Find(topic) is null) return _lastClearing;
            _lastClearing = journal.Append(new() { Kind = RecordKind.RetainedCleared, Topic = topic });
            Replace(topic, null);
            return _lastClearing;
        }
    }

    /// <summary>All messages whose topic a filter matches, that have not expired and have no greater number.</summary>
    public List<Message> MatchedBy(ReadOnlySpan<byte> filter, Instant now, long numberMax = long.MaxValue)
    {
        var found = new Collector(now, numberMax, []);
        _topics.VisitNamesMatchedBy(filter, ref found);
        return found.Messages;
    }

    /// <summary>Forgets what has expired.</summary>
    public void Sweep(Instant now, IJournal journal)
    {
        var expired = new ExpiredCollector(now, []);
        _topics.VisitEverything(ref expired);
        foreach (var message in expired.Messages)
        {
            lock (_order)
            {
                if (Find(message.Topic) == message) Clear(message.Topic, journal); // else it was replaced meanwhile
            }
        }
    }

    private static int SizeOf(Message? message) => message is null ? 0 : message.Size + LevelsSize(message.Topic);

    private static int LevelsSize(ReadOnlySpan<byte> topic) => LevelBytes * Math.Max(0, TopicLevels.Count(topic) - LevelsFree);

    private void Replace(ReadOnlySpan<byte> topic, Message? with)
    {
        _topics.Update(topic, (Store: this, with), static (old, state) =>
        {
            Interlocked.Add(ref state.Store._count, (state.with is null ? 0 : 1) - (old is null ? 0 : 1));
            Interlocked.Add(ref state.Store._bytes, SizeOf(state.with) - SizeOf(old));
            return state.with;
        });
    }

    private readonly struct Collector(Instant now, long numberMax, List<Message> messages) : ILevelVisitor<Message>
    {
        public List<Message> Messages => messages;

        public void Visit(Message value)
        {
            if (value.RetainedNumber <= numberMax && !value.IsExpired(now)) messages.Add(value);
        }
    }

    private readonly struct ExpiredCollector(Instant now, List<Message> messages) : ILevelVisitor<Message>
    {
        public List<Message> Messages => messages;

        public void Visit(Message value)
        {
            if (value.IsExpired(now)) messages.Add(value);
        }
    }
}
