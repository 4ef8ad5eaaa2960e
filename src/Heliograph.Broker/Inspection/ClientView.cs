using Heliograph.Mqtt;

namespace Heliograph.Broker.Inspection;

/// <summary>One client as people see it: its session, and its connection if it has one.</summary>
/// <param name="ClientId">Client data: escape before printing.</param>
/// <param name="UserName">The authenticated user; null for an anonymous client.</param>
/// <param name="Address">The remote address of the present connection; null without one.</param>
/// <param name="Version">Of the present connection; None without one.</param>
/// <param name="Since">When the connection was accepted, or when the last one was lost.</param>
/// <param name="SessionExpirySeconds">0xFFFFFFFF is for ever.</param>
/// <param name="KeepAliveSeconds">In force; 0 for none, or without a connection.</param>
/// <param name="Subscriptions">How many.</param>
/// <param name="Inflight">QoS 1 and 2 deliveries that are not finished.</param>
/// <param name="Queued">Messages that wait.</param>
/// <param name="QueuedBytes">Bytes of topics, properties and payloads of both.</param>
/// <param name="Traffic">Of the present connection.</param>
public readonly record struct ClientView(
    string ClientId, string? UserName, string? Address, ProtocolVersion Version, Instant Since, uint SessionExpirySeconds,
    int KeepAliveSeconds, int Subscriptions, int Inflight, int Queued, long QueuedBytes, TrafficView Traffic)
{
    public bool IsConnected => Version != ProtocolVersion.None;
}

/// <summary>What one connection has carried so far.</summary>
/// <param name="MessagesReceived">PUBLISH packets from the client.</param>
/// <param name="MessagesSent">PUBLISH packets to the client.</param>
/// <param name="BytesReceived">Of whole packets.</param>
/// <param name="BytesSent">Of whole packets.</param>
public readonly record struct TrafficView(long MessagesReceived, long MessagesSent, long BytesReceived, long BytesSent);
