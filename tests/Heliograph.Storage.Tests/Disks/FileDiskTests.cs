using Heliograph.Storage.Disks;

namespace Heliograph.Storage.Tests.Disks;

/// <summary>The real folder does what the simulated one does.</summary>
public sealed class FileDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileDisk _disk;

    public FileDiskTests() => _disk = new(Path.Combine(_folder.Root, "journal"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bytes_come_back_from_their_places()
    {
        using (var file = _disk.Create("a"))
        {
            file.Write(5, [1, 2, 3]);
            file.Sync();
            Assert.Equal(8, file.Length);
            file.SetLength(20);
        }

        using var again = _disk.OpenRead("a");
        var bytes = new byte[30];
        Assert.Equal(20, again.Read(0, bytes));
        Assert.Equal([0, 0, 0, 0, 0, 1, 2, 3, 0], bytes[..9]);
        Assert.Equal(0, again.Read(20, bytes));
    }

    [Fact]
    public void Space_that_is_reserved_reads_as_zeros_behind_what_was_written()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere zeros are written
        using var file = _disk.Create("a");
        file.Write(0, [1, 2, 3]);
        Assert.True(file.TryReserve(3, 100_000));
        Assert.Equal(100_003, file.Length);
        var bytes = new byte[100_010];
        Assert.Equal(100_003, file.Read(0, bytes));
        Assert.Equal([1, 2, 3], bytes[..3]);
        Assert.DoesNotContain(bytes[3..], one => one != 0);
        Assert.Throws<DiskFullException>(() => file.TryReserve(0, 1L << 42)); // more than the disk, less than a file may have
    }

    [Fact]
    public void A_file_is_moved_over_another()
    {
        _disk.Create("a").Dispose();
        using (var file = _disk.Create("b")) file.Write(0, [7]);
        _disk.Rename("b", "a");
        _disk.SyncFolder();
        Assert.Equal(["a"], _disk.List());
        using var moved = _disk.OpenRead("a");
        Assert.Equal(1, moved.Length);
        _disk.Delete("a");
        Assert.Empty(_disk.List());
    }

    [Fact]
    public void What_is_missing_is_an_IOException()
    {
        Assert.ThrowsAny<IOException>(() => _disk.Open("nothing"));
        Assert.ThrowsAny<IOException>(() => _disk.OpenRead("nothing"));
        Assert.True(_disk.FreeBytes > 0);
    }

    [Fact]
    public void A_folder_that_is_made_is_synced_in_the_ones_above()
    {
        var (a, b) = (Path.Combine(_folder.Root, "a"), Path.Combine(_folder.Root, "a", "b"));
        var synced = new List<string>();
        _ = new FileDisk(b, synced.Add);
        Assert.Equal([_folder.Root, a], synced);

        synced.Clear();
        var disk = new FileDisk(b, synced.Add); // perhaps the process before was killed in between
        Assert.Equal([a], synced);
        disk.Create("file").Dispose();
        synced.Clear();
        _ = new FileDisk(b, synced.Add);
        Assert.Empty(synced);
    }

    [Fact]
    public void Nobody_but_the_owner_reads_what_is_stored()
    {
        if (OperatingSystem.IsWindows()) return;
        const UnixFileMode ownersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var disk = new FileDisk(Path.Combine(_folder.Root, "made"));
        disk.Create("file").Dispose();
        Assert.Equal(ownersFile | UnixFileMode.UserExecute, File.GetUnixFileMode(disk.Folder));
        Assert.Equal(ownersFile, File.GetUnixFileMode(Path.Combine(disk.Folder, "file")));
    }

    [Fact]
    public void A_full_disk_is_told_from_other_failures()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var full = new FileDisk("/dev").Open("full");
        Assert.Throws<DiskFullException>(() => full.Write(0, [1]));
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_refused_with_the_reason()
    {
        File.WriteAllText(Path.Combine(_folder.Root, "journal", "0000000000001000.log"), "no segment");
        Assert.NotNull(Assert.Throws<StorageException>(() => DurableJournal.Open(new(), _disk)).Damage);
        Directory.Delete(_disk.Folder, recursive: true);
        var refused = Assert.Throws<StorageException>(() => DurableJournal.Open(new(), _disk));
        Assert.Contains(_disk.Folder, refused.Problem, StringComparison.Ordinal);
        Assert.IsAssignableFrom<IOException>(refused.InnerException);
    }
}
