using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Heliograph.Storage.Disks;

/// <summary>What the framework does not offer: syncing data without metadata, and syncing a folder.</summary>
internal static partial class Libc
{
    private const int ReadOnly = 0;

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

    private static IOException Failure(string call) =>
        new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncDataOf(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
