namespace Heliograph.Storage;

/// <summary>The journal cannot be opened, recovered or read: what is wrong, and what to do about it.</summary>
/// <param name="problem">What is wrong, with file and offset, as a sentence without a full stop.</param>
/// <param name="remedy">What to do, as a sentence without a full stop.</param>
/// <param name="inner">What was thrown underneath, or null.</param>
public sealed class StorageException(string problem, string remedy, Exception? inner = null)
    : Exception($"{problem}. {remedy}.", inner)
{
    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;

    /// <summary>Where the journal is damaged; null when it is something else.</summary>
    public Damage? Damage { get; init; }

    /// <summary>A file of the journal is not as it was written.</summary>
    internal static StorageException ForDamage(string folder, Damage damage) =>
        new(
            $"the journal in {folder} is damaged: {damage}",
            $"Repair it with: heliograph store repair {folder}")
        {
            Damage = damage,
        };

    /// <summary>The disk did not do what was asked.</summary>
    internal static StorageException ForDisk(string folder, IOException failure) =>
        new(
            $"the journal in {folder} cannot be used: {failure.Message.TrimEnd('.')}",
            "Check the folder's permissions, its disk and the free space",
            failure);
}
