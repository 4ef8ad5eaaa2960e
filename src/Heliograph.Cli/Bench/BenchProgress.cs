namespace Heliograph.Cli.Bench;

/// <summary>One second of a benchmark.</summary>
internal sealed record BenchProgress
{
    public TimeSpan At { get; private init; }
    public int Clients { get; private init; }
    public long Connected { get; private init; }
    public long Lost { get; private init; }
    public long Sent { get; private init; }
    public long Acknowledged { get; private init; }
    public long Received { get; private init; }

    /// <summary>A second each: what was added since the progress before.</summary>
    public double ConnectedRate { get; private init; }

    public double SentRate { get; private init; }
    public double ReceivedRate { get; private init; }

    /// <summary>The present one.</summary>
    public static BenchProgress After(BenchProgress before, BenchCounts counts, TimeSpan at, int clients)
    {
        var now = new BenchProgress
        {
            At = at, Clients = clients, Connected = counts.Connected, Lost = counts.Lost, Sent = counts.Sent, Acknowledged = counts.Acknowledged, Received = counts.Received,
        };
        var seconds = Math.Max(0.001, (at - before.At).TotalSeconds);
        return now with
        {
            ConnectedRate = (now.Connected - before.Connected) / seconds,
            SentRate = (now.Sent - before.Sent) / seconds,
            ReceivedRate = (now.Received - before.Received) / seconds,
        };
    }

    /// <summary>The line that people read.</summary>
    public string Line(BenchKind kind) => kind switch
    {
        BenchKind.Publish => $"{At.TotalSeconds,5:0} s  {Connected} of {Clients} connected, {Sent} sent ({SentRate:0}/s), {Acknowledged} acknowledged{Loss}",
        BenchKind.Subscribe => $"{At.TotalSeconds,5:0} s  {Connected} of {Clients} connected, {Received} received ({ReceivedRate:0}/s){Loss}",
        _ => $"{At.TotalSeconds,5:0} s  {Connected} of {Clients} connected ({ConnectedRate:0}/s){Loss}",
    };

    private string Loss => Lost > 0 ? $", {Lost} lost" : "";
}
