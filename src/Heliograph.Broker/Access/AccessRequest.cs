using Heliograph.Mqtt;

namespace Heliograph.Broker.Access;

/// <summary>One question to an <see cref="IAuthorizer"/>. Borrows the topic's bytes for the time of the call.</summary>
/// <param name="who">The client that asks.</param>
/// <param name="action">What it wants to do.</param>
/// <param name="topic">UTF-8: a topic name, or for <see cref="AccessAction.Subscribe"/> a topic filter without its <c>$share/name/</c> prefix.</param>
/// <param name="qos">The QoS of the publish, or the QoS asked for.</param>
/// <param name="retain">Whether the publish asks to be retained.</param>
/// <param name="payloadBytes">Bytes of the payload of the message; 0 for a filter.</param>
public readonly ref struct AccessRequest(
    Identity who, AccessAction action, ReadOnlySpan<byte> topic, QoS qos = QoS.AtMostOnce, bool retain = false, long payloadBytes = 0)
{
    public Identity Who { get; } = who;
    public AccessAction Action { get; } = action;
    public ReadOnlySpan<byte> Topic { get; } = topic;
    public QoS QoS { get; } = qos;
    public bool Retain { get; } = retain;
    public long PayloadBytes { get; } = payloadBytes;
}
