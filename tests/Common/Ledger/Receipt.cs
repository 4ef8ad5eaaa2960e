using Heliograph.Mqtt;

namespace Heliograph.Tests.Common.Ledger;

/// <summary>A message as an application got it; what a client tells apart by its packet ids is not there twice.</summary>
/// <param name="Message">Which.</param>
/// <param name="At">When.</param>
/// <param name="Connection">The number of the receiver's connection, from 1.</param>
/// <param name="QoS">Of the delivery.</param>
/// <param name="Duplicate">DUP was set.</param>
public readonly record struct Receipt(NumberedMessage Message, Moment At, int Connection, QoS QoS, bool Duplicate);
