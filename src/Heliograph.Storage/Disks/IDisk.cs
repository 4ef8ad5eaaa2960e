namespace Heliograph.Storage.Disks;

/// <summary>One folder of files: all that the journal asks of a disk, so that a simulated one can lose power and fail.</summary>
/// <remarks>
/// Names have no path. A failure is an <see cref="IOException"/>; no space is a <see cref="DiskFullException"/>. What is
/// written is safe after <see cref="IDiskFile.Sync"/>; a name that was given, moved or taken after <see cref="SyncFolder"/>.
/// </remarks>
public interface IDisk
{
    /// <summary>Where it is, for messages to people.</summary>
    string Folder { get; }

    /// <summary>Bytes that may still be written.</summary>
    long FreeBytes { get; }

    IReadOnlyList<string> List();

    /// <summary>Opens a file for reading and writing. It must exist.</summary>
    IDiskFile Open(string name);

    /// <summary>Opens a file that must exist, and only for reading.</summary>
    IDiskFile OpenRead(string name);

    /// <summary>A new, empty file, in the place of one that has the name.</summary>
    IDiskFile Create(string name);

    /// <summary>Gives a file another name, at once, in the place of a file that has it.</summary>
    void Rename(string from, string to);

    void Delete(string name);

    /// <summary>Makes what happened to names durable.</summary>
    void SyncFolder();
}
