namespace Heliograph.Broker.Statistics;

/// <summary>What there is in the broker at one moment.</summary>
/// <param name="Connections">Network connections.</param>
/// <param name="ClientsConnected">Sessions with a connection.</param>
/// <param name="Sessions">Sessions, connected or not.</param>
/// <param name="SessionsMaximum">The most sessions there have been at once.</param>
/// <param name="Subscriptions">Of all sessions.</param>
/// <param name="SharedSubscriptions">Those of them that are shared.</param>
/// <param name="RetainedMessages">Retained messages, $SYS included.</param>
/// <param name="RetainedBytes">Their bytes.</param>
/// <param name="QueuedMessages">Messages that wait or are in flight, counted once per session.</param>
/// <param name="QueuedBytes">Their bytes.</param>
public readonly record struct BrokerStatus(
    int Connections, int ClientsConnected, int Sessions, int SessionsMaximum, int Subscriptions,
    int SharedSubscriptions, int RetainedMessages,
    long RetainedBytes, long QueuedMessages, long QueuedBytes);
