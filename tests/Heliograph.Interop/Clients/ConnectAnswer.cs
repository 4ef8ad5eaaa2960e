namespace Heliograph.Interop.Clients;

/// <summary>The broker's CONNACK and SUBACKs as the client shows them.</summary>
/// <param name="Reason">Return code of 3.x or reason code of 5.0.</param>
/// <param name="SessionPresent">Null when the client does not show it.</param>
/// <param name="Granted">One granted QoS or reason code for each subscription; empty after a refusal.</param>
public sealed record ConnectAnswer(int Reason, bool? SessionPresent, IReadOnlyList<int> Granted);
