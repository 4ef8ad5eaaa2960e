namespace Heliograph.Broker.Recovery.Archive;

/// <summary>What a line of the archive may be about, in the order in which the lines stand.</summary>
internal static class LineTypes
{
    public const string Message = "message";
    public const string Retained = "retained";
    public const string Session = "session";
    public const string Subscription = "subscription";
    public const string Inbound = "inbound";
    public const string Will = "will";
    public const string Inflight = "inflight";
    public const string Queued = "queued";
    public const string Backlog = "backlog";
    public const string End = "end";
}
