namespace Heliograph.Storage.Disks;

/// <summary>A folder of the file system.</summary>
public sealed class FileDisk : IDisk
{
    private const FileShare SharedWithAll = FileShare.ReadWrite | FileShare.Delete;

    private readonly Action<string> _syncFolder;

    /// <param name="folder">Made when it does not exist, for its owner alone.</param>
    public FileDisk(string folder) : this(folder, SyncFolderOf) { }

    internal FileDisk(string folder, Action<string> syncFolder)
    {
        (Folder, _syncFolder) = (Path.GetFullPath(folder), syncFolder);
        Guarded(() =>
        {
            Make(Folder);
            return true;
        });
    }

    public string Folder { get; }

    public long FreeBytes => Guarded(() => new DriveInfo(Folder).AvailableFreeSpace);

    public IReadOnlyList<string> List() =>
        Guarded(() => Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)!).ToArray());

    public IDiskFile Open(string name) => OpenAs(name, FileMode.Open, FileAccess.ReadWrite);

    public IDiskFile OpenRead(string name) => OpenAs(name, FileMode.Open, FileAccess.Read);

    /// <remarks>Only its owner may read it: what clients send each other is nobody else's business.</remarks>
    public IDiskFile Create(string name) => Guarded(() =>
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.ReadWrite, Share = SharedWithAll, BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(PathOf(name), options); // a handle cannot be opened with a mode
        return new FileDiskFile(stream.SafeFileHandle, stream);
    });

    public void Rename(string from, string to) => Guarded(() =>
    {
        File.Move(PathOf(from), PathOf(to), overwrite: true);
        return true;
    });

    public void Delete(string name) => Guarded(() =>
    {
        File.Delete(PathOf(name));
        return true;
    });

    public void SyncFolder() => _syncFolder(Folder);

    // Each folder that is made is an entry of the one above. An empty one may have been made by a process that was killed.
    private void Make(string folder)
    {
        var isNew = !Directory.Exists(folder);
        if (!isNew && Directory.EnumerateFileSystemEntries(folder).Any()) return;
        if (Path.GetDirectoryName(folder) is not { } parent) return;
        if (isNew)
        {
            Make(parent);
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _syncFolder(parent);
    }

    private static void SyncFolderOf(string folder)
    {
        // Windows writes names through its own journal, and has no call for it.
        if (!OperatingSystem.IsWindows()) Libc.SyncFolder(folder);
    }

    private FileDiskFile OpenAs(string name, FileMode mode, FileAccess access) => Guarded(() =>
        new FileDiskFile(File.OpenHandle(PathOf(name), mode, access, SharedWithAll)));

    private string PathOf(string name) => Path.Combine(Folder, name);

    // One kind of exception for every failure; the framework has another for missing rights.
    private static T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException(failure.Message, failure);
        }
        catch (IOException failure) when (DiskFullException.IsMeantBy(failure))
        {
            throw new DiskFullException(failure.Message, failure);
        }
    }
}
