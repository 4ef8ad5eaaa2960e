using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Heliograph.Storage.Disks;

/// <summary>What the framework does not offer: syncing data without metadata, syncing a folder, and space without zeros written.</summary>
internal static partial class Libc
{
    private const int ReadOnly = 0, NoSpace = 28; // ENOSPC

    /// <summary>Makes a file's bytes durable. Spares the write of its times, which FlushToDisk includes.</summary>
    public static void SyncData(SafeFileHandle file)
    {
        if (SyncDataOf(file) != 0) throw Failure("fdatasync");
    }

    public static void SyncFolder(string folder)
    {
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) throw Failure($"open {folder}");
        try
        {
            if (Sync(descriptor) != 0) throw Failure($"fsync {folder}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Gives a part of a file space on the disk; it reads as zeros, and the file is as long as it at least.</summary>
    /// <returns>False where the file system has no call for it.</returns>
    /// <exception cref="DiskFullException">There is no space.</exception>
    public static bool TryReserve(SafeFileHandle file, long offset, long length)
    {
        if (Reserve(file, 0, offset, length) == 0) return true;
        if (Marshal.GetLastPInvokeError() != NoSpace) return false;
        var failure = Failure("fallocate");
        throw new DiskFullException(failure.Message, failure);
    }

    private static IOException Failure(string call) =>
        new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncDataOf(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Reserve(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
