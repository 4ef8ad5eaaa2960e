using Heliograph.Broker.Access;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Interception;

/// <summary>A PUBLISH of a client that waits for an interceptor's word. Owns its bytes; immutable.</summary>
/// <param name="Client">Who publishes.</param>
/// <param name="Topic">The topic name, its alias resolved.</param>
/// <param name="Payload">The payload.</param>
/// <param name="QoS">As published.</param>
/// <param name="Retain">Whether it asks to be retained.</param>
public sealed record InterceptedPublish(Identity Client, string Topic, ReadOnlyMemory<byte> Payload, QoS QoS, bool Retain);
