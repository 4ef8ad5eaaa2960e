using System.Text.Json.Serialization;

namespace Heliograph.Cli.Bench;

/// <summary>What a benchmark found.</summary>
/// <param name="Kind">pub, sub or conn.</param>
/// <param name="Clients">How many connected.</param>
/// <param name="Lost">Connections that ended before they were to.</param>
/// <param name="ConnectSeconds">Until all were connected.</param>
/// <param name="Seconds">From then on to the end that was asked for, or to the last PUBLISH or acknowledgement when there was none or that came later.</param>
/// <param name="Sent">PUBLISH packets written.</param>
/// <param name="Acknowledged">Of QoS 1 and 2.</param>
/// <param name="Refused">Publishes that were answered with a refusal, or by nothing.</param>
/// <param name="Received">PUBLISH packets read.</param>
/// <param name="PerSecond">Messages sent or received, or connections made.</param>
/// <param name="PayloadBytesPerSecond">Of these messages.</param>
/// <param name="Connect">From opening the socket to CONNACK.</param>
/// <param name="Message">Of publishers, from PUBLISH to its last acknowledgement; of subscribers, from the stamp in the payload to the reading.</param>
/// <param name="Problem">Why the first connection was lost or publish refused; null while all went well.</param>
internal sealed record BenchReport(
    string Kind, long Clients, long Lost, double ConnectSeconds, double Seconds, long Sent, long Acknowledged, long Refused, long Received, double PerSecond,
    double PayloadBytesPerSecond, BenchTimes? Connect, BenchTimes? Message, string? Problem)
{
    public static BenchReport Of(BenchPlan plan, BenchCounts counts, TimeSpan toConnect, TimeSpan work)
    {
        var seconds = Math.Max(work.TotalSeconds, 0.001);
        var messages = plan.Kind == BenchKind.Publish ? counts.Sent : counts.Received;
        return new(
            plan.Kind switch { BenchKind.Publish => "pub", BenchKind.Subscribe => "sub", _ => "conn" },
            counts.Connected, counts.Lost, Round(toConnect.TotalSeconds), Round(work.TotalSeconds), counts.Sent, counts.Acknowledged, counts.Refused, counts.Received,
            Round(plan.Kind == BenchKind.Connect ? counts.Connected / Math.Max(toConnect.TotalSeconds, 0.001) : messages / seconds),
            Round(counts.PayloadBytes / seconds), BenchTimes.Of(counts.ToConnect), BenchTimes.Of(counts.OfMessages), counts.FirstProblem);
    }

    /// <summary>The lines that people read.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Clients} clients connected in {ConnectSeconds:0.0} s{(Lost > 0 ? $"; {Lost} were lost" : "")}";
        if (Connect is { } connect) yield return $"connect    {connect}";
        if (Kind == "pub") yield return $"published  {Sent} in {Seconds:0.0} s: {PerSecond:0}/s, {PayloadBytesPerSecond / 1e6:0.00} MB/s of payload; {Acknowledged} acknowledged, {Refused} refused";
        if (Kind == "sub") yield return $"received   {Received} in {Seconds:0.0} s: {PerSecond:0}/s, {PayloadBytesPerSecond / 1e6:0.00} MB/s of payload";
        if (Message is { } message) yield return $"latency    {message}";
        if (Problem is not null) yield return $"first problem: {Problem}";
    }

    private static double Round(double value) => Math.Round(value, 3);
}

/// <summary>A distribution of times, in milliseconds.</summary>
internal sealed record BenchTimes(long Count, double P50, double P95, double P99, double P999, double Max)
{
    /// <summary>Null when nothing was counted.</summary>
    public static BenchTimes? Of(Latencies latencies) => latencies.Count == 0
        ? null
        : new(latencies.Count, In(latencies.Percentile(0.5)), In(latencies.Percentile(0.95)), In(latencies.Percentile(0.99)), In(latencies.Percentile(0.999)), In(latencies.Largest));

    public override string ToString() => $"p50 {P50:0.000} ms, p95 {P95:0.000}, p99 {P99:0.000}, p99.9 {P999:0.000}, max {Max:0.000} ({Count})";

    private static double In(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}

/// <summary>How reports are written for programs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
