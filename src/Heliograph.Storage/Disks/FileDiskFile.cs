using Microsoft.Win32.SafeHandles;

namespace Heliograph.Storage.Disks;

/// <summary>A file of the file system.</summary>
/// <param name="handle">Becomes this one's.</param>
/// <param name="owner">Whatever else is to be disposed with it.</param>
internal sealed class FileDiskFile(SafeFileHandle handle, IDisposable? owner = null) : IDiskFile
{
    public long Length => RandomAccess.GetLength(handle);

    public void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (IOException failure) when (DiskFullException.IsMeantBy(failure))
        {
            throw new DiskFullException(failure.Message, failure);
        }
    }

    public bool TryReserve(long offset, long length) => OperatingSystem.IsLinux() && Libc.TryReserve(handle, offset, length);

    public int Read(long offset, Span<byte> into)
    {
        var read = 0;
        while (read < into.Length)
        {
            var count = RandomAccess.Read(handle, into[read..], offset + read);
            if (count == 0) break;
            read += count;
        }

        return read;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (IOException failure) when (DiskFullException.IsMeantBy(failure))
        {
            throw new DiskFullException(failure.Message, failure);
        }
    }

    public void Sync()
    {
        if (OperatingSystem.IsLinux()) Libc.SyncData(handle);
        else RandomAccess.FlushToDisk(handle); // FlushFileBuffers on Windows, F_FULLFSYNC on macOS
    }

    public void Dispose()
    {
        owner?.Dispose();
        handle.Dispose();
    }
}
