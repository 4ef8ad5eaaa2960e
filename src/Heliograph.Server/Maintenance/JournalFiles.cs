namespace Heliograph.Server.Maintenance;

/// <summary>The files of a journal's folder, by their names as docs/storage-format.md gives them.</summary>
internal static class JournalFiles
{
    /// <summary>Segments and snapshots.</summary>
    public static IEnumerable<FileInfo> Of(string folder) => new DirectoryInfo(folder).EnumerateFiles()
        .Where(file => file.Extension is ".log" or ".snapshot");

    /// <summary>What neither is one of those nor is deleted at the next start.</summary>
    public static IEnumerable<FileInfo> Others(string folder) => new DirectoryInfo(folder).EnumerateFiles()
        .Where(file => file.Extension is not (".log" or ".snapshot" or ".tmp"));

    public static bool IsSnapshot(FileInfo file) => file.Extension == ".snapshot";

    public static long Bytes(string folder) => Of(folder).Sum(file => file.Length);
}
