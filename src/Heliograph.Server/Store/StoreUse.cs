using Heliograph.Storage;

namespace Heliograph.Server.Store;

/// <summary>What the journal takes of its disk.</summary>
/// <param name="Level">What an acknowledgement survives.</param>
/// <param name="BytesOnDisk">Of all its files.</param>
/// <param name="FreeBytes">Of the disk.</param>
internal sealed record StoreUse(DurabilityLevel Level, long BytesOnDisk, long FreeBytes);
