using System.Collections.Concurrent;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>What is published on which topic, for people who look: it costs only while they do. Any thread.</summary>
/// <remarks>At most <see cref="TopicsMax"/> topics with <see cref="NamesBytesMax"/> bytes of names; those that come later are not counted until it begins anew.</remarks>
public sealed class TopicMeter
{
    public const int TopicsMax = 10_000;

    /// <summary>Bytes of all their names.</summary>
    public const int NamesBytesMax = 2_000_000;

    /// <summary>Counting ends so long after the last look.</summary>
    public static readonly TimeSpan Attention = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private volatile ConcurrentDictionary<byte[], TopicTraffic>? _topics;
    private long _until;
    private int _namesBytes;

    /// <summary>Whether someone looks. Costs one read.</summary>
    public bool IsWatched => _topics is not null;

    /// <summary>When counting began; Never while nobody looks.</summary>
    public Instant Since { get; private set; } = Instant.Never;

    /// <summary>Whether there are topics that are not counted.</summary>
    public bool IsFull => _topics is { } topics && (topics.Count >= TopicsMax || Volatile.Read(ref _namesBytes) >= NamesBytesMax);

    /// <summary>Someone looks: counts from now on, or goes on counting.</summary>
    public void Watch(Instant now)
    {
        lock (_lock)
        {
            if (_topics is null || now.Milliseconds > Volatile.Read(ref _until)) Begin(now);
            Volatile.Write(ref _until, (now + Attention).Milliseconds);
        }
    }

    /// <summary>Counts from zero, if someone looks.</summary>
    public void Reset(Instant now)
    {
        lock (_lock)
        {
            if (_topics is not null) Begin(now);
        }
    }

    /// <summary>What was counted, in no order.</summary>
    public IEnumerable<TopicView> Topics(Instant now) =>
        _topics is { } topics ? topics.Select(pair => pair.Value.View(now)) : [];

    /// <summary>A message was published.</summary>
    internal void Count(ReadOnlySpan<byte> topic, int payloadBytes, QoS qos, Instant now)
    {
        if (_topics is not { } topics) return;
        if (now.Milliseconds > Volatile.Read(ref _until))
        {
            End(now);
            return;
        }

        var lookup = topics.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(topic, out var traffic))
        {
            if (IsFull) return; // a few more may slip in at once
            Interlocked.Add(ref _namesBytes, topic.Length);
            var name = topic.ToArray();
            traffic = topics.GetOrAdd(name, new TopicTraffic(name));
        }

        traffic.Add(payloadBytes, qos, now);
    }

    private void Begin(Instant now)
    {
        Since = now;
        _namesBytes = 0;
        _topics = new(Utf8Comparer.Instance);
    }

    private void End(Instant now)
    {
        lock (_lock)
        {
            if (now.Milliseconds <= Volatile.Read(ref _until)) return;
            _topics = null;
            Since = Instant.Never;
        }
    }
}

/// <summary>What was published on one topic since counting began.</summary>
/// <param name="Topic">Client data.</param>
/// <param name="Messages">How many.</param>
/// <param name="Bytes">Of their payloads.</param>
/// <param name="Rate">Messages per second in the last minute, or since the first one if that is later.</param>
/// <param name="LastAt">When the last one came.</param>
/// <param name="LastQoS">As the last one was published.</param>
public readonly record struct TopicView(string Topic, long Messages, long Bytes, double Rate, Instant LastAt, QoS LastQoS);
