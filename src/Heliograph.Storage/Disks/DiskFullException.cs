namespace Heliograph.Storage.Disks;

/// <summary>There is no space: the one failure of a disk that passes by itself.</summary>
public sealed class DiskFullException : IOException
{
    // What "no space" and "quota exceeded" are called: errno 28, and 122 on Linux or 69 on macOS; two codes of Windows.
    private const int NoSpace = 28, QuotaOnLinux = 122, QuotaOnMacOS = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027);

    public DiskFullException(string message, Exception? cause = null) : base(message, cause) { }

    /// <summary>Whether an exception of the framework says that there is no space.</summary>
    internal static bool IsMeantBy(IOException failure) => failure.HResult switch
    {
        WindowsDiskFull or WindowsHandleDiskFull => true,
        NoSpace => !OperatingSystem.IsWindows(),
        QuotaOnLinux => OperatingSystem.IsLinux(),
        QuotaOnMacOS => OperatingSystem.IsMacOS(),
        _ => false,
    };
}
