using Heliograph.Broker.Recovery.Archive;
using Heliograph.Storage;

using Heliograph.Server.Files;

namespace Heliograph.Server.Maintenance;

/// <summary>Writes the stored state of an instance as an archive: docs/archive-format.md. Changes nothing.</summary>
internal static class StoreExport
{
    private const string Unfinished = ".part";

    /// <summary>Writes to a stream.</summary>
    /// <exception cref="OperatorException">There is no state, a broker runs on it, it is damaged, or a disk fails.</exception>
    public static ArchiveCounts Run(
        StoreLocation location, Stream output, Action<RecoveryProgress> progress, CancellationToken stop)
    {
        using var held = location.LockJournal();
        return StoreFailure.Guard(() =>
        {
            using var store = OfflineStore.Look(location.Journal, progress);
            var buffer = new StreamBuffer(output, stop);
            var counts = Write(store, buffer, location);
            buffer.Flush();
            output.Flush();
            return counts;
        });
    }

    private static ArchiveCounts Write(OfflineStore store, StreamBuffer buffer, StoreLocation location)
    {
        try
        {
            return ArchiveExport.Write(store.Broker, store.Journal, store.Clock, HeliographServer.Version, buffer);
        }
        catch (InvalidDataException failure)
        {
            throw new OperatorException(
                $"{location.Name}: {failure.Message}", $"Repair it with: heliograph store repair {location.Name}", failure);
        }
    }

    /// <summary>Writes a file that only its owner may read.</summary>
    /// <param name="location">What is exported.</param>
    /// <param name="path">The file.</param>
    /// <param name="replace">Whether there may be one of that name already, which stays as it is until the new one is whole.</param>
    /// <param name="progress">Told while the journal is read.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="OperatorException">As above, or there is such a file.</exception>
    public static ArchiveCounts Run(
        StoreLocation location, string path, bool replace, Action<RecoveryProgress> progress, CancellationToken stop)
    {
        if (!replace && Path.Exists(path)) throw new OperatorException($"there is a file {path} already", "Name another one, or add --force");
        var unfinished = path + Unfinished;
        var created = StoreFailure.Guard(() => Create(unfinished));
        try
        {
            ArchiveCounts counts;
            using (created)
            {
                counts = Run(location, created, progress, stop);
                created.Flush(flushToDisk: true);
            }

            StoreFailure.Guard(() =>
            {
                File.Move(unfinished, path, replace);
                return true;
            });
            return counts;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static FileStream Create(string path)
    {
        File.Delete(path); // what an export left that was killed has rights of its own
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = TextFile.OwnerOnly;
        return new(path, options);
    }
}
