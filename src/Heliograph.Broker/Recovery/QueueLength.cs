namespace Heliograph.Broker.Recovery;

/// <summary>How much one queue holds.</summary>
/// <param name="Owner">The client id of its session, or the filter of its shared group.</param>
/// <param name="IsShared">Whether it is the backlog of a shared group.</param>
/// <param name="Messages">Those in flight included.</param>
/// <param name="Bytes">Of topics, properties and payloads.</param>
public sealed record QueueLength(string Owner, bool IsShared, long Messages, long Bytes);
