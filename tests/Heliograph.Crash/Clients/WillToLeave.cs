using Heliograph.Crash.Ledger;

namespace Heliograph.Crash.Clients;

/// <summary>The will of a CONNECT.</summary>
internal sealed record WillToLeave(NumberedMessage Message, uint DelaySeconds);
