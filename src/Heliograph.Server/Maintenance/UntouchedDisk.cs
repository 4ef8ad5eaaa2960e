using Heliograph.Storage.Disks;

namespace Heliograph.Server.Maintenance;

/// <summary>A folder that can be read and stays as it is: what is written to it is forgotten.</summary>
/// <remarks>
/// A recovery tidies up as it goes, which a look at the state must not. Nothing reads back what a recovery writes, so it
/// need not be kept.
/// </remarks>
internal sealed class UntouchedDisk(IDisk disk) : IDisk
{
    public string Folder => disk.Folder;

    public long FreeBytes => disk.FreeBytes;

    public IReadOnlyList<string> List() => disk.List();

    public IDiskFile Open(string name) => new UntouchedFile(disk.OpenRead(name));

    public IDiskFile OpenRead(string name) => disk.OpenRead(name);

    public IDiskFile Create(string name) => new UntouchedFile(existing: null);

    public void Rename(string from, string to)
    {
        // Forgotten.
    }

    public void Delete(string name)
    {
        // Forgotten.
    }

    public void SyncFolder()
    {
        // Nothing was written.
    }
}
