using System.Diagnostics;

namespace Heliograph.Cli.Bench;

/// <summary>What all clients of a benchmark have done so far. Any thread.</summary>
internal sealed class BenchCounts
{
    private long _connected, _lost, _refused, _sent, _acknowledged, _received, _bytes, _lastPublishAt;

    public long Connected => Volatile.Read(ref _connected);

    /// <summary>Connections that ended before they were to.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Publishes that the broker answered with a refusal.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>PUBLISH packets written.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>QoS 1 and 2: PUBACK and PUBCOMP read.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>PUBLISH packets read.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Bytes of payloads, sent or received.</summary>
    public long PayloadBytes => Volatile.Read(ref _bytes);

    /// <summary>When a PUBLISH was last written or acknowledged, as <see cref="Stopwatch.GetTimestamp"/> has it; 0 for never.</summary>
    public long LastPublishAt => Volatile.Read(ref _lastPublishAt);

    /// <summary>From opening the socket to CONNACK.</summary>
    public Latencies ToConnect { get; } = new();

    /// <summary>From PUBLISH to the end of its QoS flow, or, of subscribers, from the stamp to the reading.</summary>
    public Latencies OfMessages { get; } = new();

    /// <summary>Why the first connection was lost or refused; null while none was.</summary>
    public string? FirstProblem { get; private set; }

    public void OnConnected(TimeSpan time)
    {
        ToConnect.Add(time);
        Interlocked.Increment(ref _connected);
    }

    public void OnLost(string problem)
    {
        FirstProblem ??= problem;
        Interlocked.Increment(ref _lost);
    }

    public void OnRefused(string problem)
    {
        FirstProblem ??= problem;
        Interlocked.Increment(ref _refused);
    }

    public void OnSent(long messages, long payloadBytes)
    {
        Volatile.Write(ref _lastPublishAt, Stopwatch.GetTimestamp());
        Interlocked.Add(ref _sent, messages);
        Interlocked.Add(ref _bytes, payloadBytes);
    }

    public void OnAcknowledged()
    {
        Volatile.Write(ref _lastPublishAt, Stopwatch.GetTimestamp());
        Interlocked.Increment(ref _acknowledged);
    }

    public void OnReceived(long messages, long payloadBytes)
    {
        Interlocked.Add(ref _received, messages);
        Interlocked.Add(ref _bytes, payloadBytes);
    }
}
