using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Counters;

/// <summary>The broker's totals since the start. Batches add to them once each, so counting costs little per message.</summary>
public sealed class BrokerCounters
{
    private readonly long[] _totals = new long[CounterDeltas.Size];

    public long this[Counter counter] => counter switch
    {
        Counter.PublishDropped => Sum(CounterDeltas.DroppedAt, CounterDeltas.RefusedAt),
        Counter.ConnectsRefused => Sum(CounterDeltas.RefusedAt, CounterDeltas.LevelAt),
        _ => At((int)counter),
    };

    /// <summary>Messages that were not delivered to one session, by cause.</summary>
    public long Dropped(DropCause cause) => At(CounterDeltas.DroppedAt + (int)cause);

    /// <summary>CONNECTs that were refused, by cause.</summary>
    public long Refused(RefusalCause cause) => At(CounterDeltas.RefusedAt + (int)cause);

    /// <summary>Control packets of a type that were received.</summary>
    public long Received(PacketType type) => At(CounterDeltas.ReceivedAt + (int)type);

    /// <summary>Control packets of a type that were sent.</summary>
    public long Sent(PacketType type) => At(CounterDeltas.SentAt + (int)type);

    /// <summary>What there is. A batch that takes something away may end before the one that brought it: never below zero.</summary>
    internal long this[Level level] => Math.Max(0, At(CounterDeltas.LevelAt + (int)level));

    /// <summary>Adds to one total from outside a batch.</summary>
    internal void Add(Counter counter, long amount)
    {
        if (amount != 0) Interlocked.Add(ref _totals[(int)counter], amount);
    }

    /// <summary>Adds what one batch counted and sets it back to zero.</summary>
    internal void Add(CounterDeltas deltas)
    {
        var values = deltas.Values;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] == 0) continue;
            Interlocked.Add(ref _totals[i], values[i]);
            values[i] = 0;
        }
    }

    private long At(int place) => Volatile.Read(ref _totals[place]);

    private long Sum(int from, int end)
    {
        var sum = 0L;
        for (var place = from; place < end; place++) sum += At(place);
        return sum;
    }
}

/// <summary>What one batch has counted. Used by one thread at a time.</summary>
internal sealed class CounterDeltas
{
    public const int ReceivedAt = (int)Counter.AccessDenied + 1;
    public const int SentAt = ReceivedAt + 16;
    public const int DroppedAt = SentAt + 16;
    public const int RefusedAt = DroppedAt + (int)DropCause.BodyLost + 1;
    public const int LevelAt = RefusedAt + (int)RefusalCause.Unavailable + 1;
    public const int Size = LevelAt + (int)Level.QueuedBytes + 1;

    private readonly long[] _values = new long[Size];

    public Span<long> Values => _values;

    public void Add(Counter counter, long amount = 1) => _values[(int)counter] += amount;

    public void AddReceived(PacketType type) => _values[ReceivedAt + (int)type]++;

    public void AddSent(PacketType type) => _values[SentAt + (int)type]++;

    public void AddDropped(DropCause cause) => _values[DroppedAt + (int)cause]++;

    public void AddRefused(RefusalCause cause) => _values[RefusedAt + (int)cause]++;

    /// <summary>What there is has changed by an amount.</summary>
    public void Add(Level level, long change) => _values[LevelAt + (int)level] += change;
}
