using Heliograph.Broker.Recovery.Archive;
using Heliograph.Storage;

namespace Heliograph.Server.Maintenance;

/// <summary>Writes the stored state of an instance as an archive: docs/archive-format.md. Changes nothing.</summary>
public static class StoreExport
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

    /// <summary>Writes a file; one of that name stays as it is until the new one is whole.</summary>
    /// <exception cref="OperatorException">As above.</exception>
    public static ArchiveCounts Run(
        StoreLocation location, string path, Action<RecoveryProgress> progress, CancellationToken stop)
    {
        var unfinished = path + Unfinished;
        try
        {
            ArchiveCounts counts;
            using (var file = StoreFailure.Guard(() => new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0)))
            {
                counts = Run(location, file, progress, stop);
                file.Flush(flushToDisk: true);
            }

            StoreFailure.Guard(() =>
            {
                File.Move(unfinished, path, overwrite: true);
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
}
