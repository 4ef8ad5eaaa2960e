using Heliograph.Storage;

namespace Heliograph.Server.Store;

/// <summary>Where and how durable state is kept.</summary>
public sealed record StoreOptions
{
    /// <summary>The folder of the journal; made when it does not exist. One process at a time: the caller's care.</summary>
    public required string Folder { get; init; }

    /// <summary>Durability level and bounds.</summary>
    public StorageOptions Storage { get; init; } = new();
}
