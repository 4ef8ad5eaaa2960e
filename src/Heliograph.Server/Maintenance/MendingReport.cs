namespace Heliograph.Server.Maintenance;

/// <summary>What a repair did.</summary>
/// <param name="Actions">In order, as sentences without a full stop.</param>
/// <param name="Dropped">Queue entries that were taken out, because their message is lost.</param>
/// <param name="After">The stored state as it is now.</param>
internal sealed record MendingReport(IReadOnlyList<string> Actions, IReadOnlyList<LostDelivery> Dropped, StoreFindings After);
