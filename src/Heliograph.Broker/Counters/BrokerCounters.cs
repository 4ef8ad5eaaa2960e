using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Counters;

/// <summary>The broker's totals since the start. Batches add to them once each, so counting costs little per message.</summary>
public sealed class BrokerCounters
{
    private readonly long[] _totals = new long[CounterDeltas.Size];

    public long this[Counter counter] => Volatile.Read(ref _totals[(int)counter]);

    /// <summary>Control packets of a type that were received.</summary>
    public long Received(PacketType type) => Volatile.Read(ref _totals[CounterDeltas.ReceivedAt + (int)type]);

    /// <summary>Control packets of a type that were sent.</summary>
    public long Sent(PacketType type) => Volatile.Read(ref _totals[CounterDeltas.SentAt + (int)type]);

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
}

/// <summary>What one batch has counted. Used by one thread at a time.</summary>
internal sealed class CounterDeltas
{
    public const int ReceivedAt = (int)Counter.AccessDenied + 1;
    public const int SentAt = ReceivedAt + 16;
    public const int Size = SentAt + 16;

    private readonly long[] _values = new long[Size];

    public Span<long> Values => _values;

    public void Add(Counter counter, long amount = 1) => _values[(int)counter] += amount;

    public void AddReceived(PacketType type) => _values[ReceivedAt + (int)type]++;

    public void AddSent(PacketType type) => _values[SentAt + (int)type]++;
}
