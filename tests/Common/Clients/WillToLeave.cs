using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>The will of a CONNECT.</summary>
internal sealed record WillToLeave(NumberedMessage Message, uint DelaySeconds);
