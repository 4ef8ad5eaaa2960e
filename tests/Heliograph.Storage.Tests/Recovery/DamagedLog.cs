using Heliograph.Storage.Disks;
using Heliograph.Storage.Segments;
using Heliograph.Tests.Common.Disks;

namespace Heliograph.Storage.Tests.Recovery;

/// <summary>A recorded log, to be damaged in copies.</summary>
internal sealed class DamagedLog
{
    private readonly SimulatedDisk _disk = new();
    private readonly Func<IDisk, ToyEngine> _restart;

    /// <param name="commits">How many, of three records each.</param>
    /// <param name="isStopped">Whether it was stopped in an orderly way, which proves that all is durable.</param>
    public DamagedLog(int commits, bool isStopped)
    {
        var engine = new ToyEngine(_disk, ToyEngine.Small);
        _restart = engine.RestartOn;
        for (var i = 0; i < commits; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                engine.Publish(30 + (7 * i));
                Ends.Add(engine.Journal.Statistics().End.Value);
            }

            engine.Commit();
        }

        if (isStopped) engine.Dispose();
        else _disk.Kill();
    }

    /// <summary>Where each record ends.</summary>
    public List<long> Ends { get; } = [];

    public IReadOnlyList<string> Segments =>
        [.. _disk.List().Where(name => name.EndsWith(FileNames.SegmentSuffix, StringComparison.Ordinal))];

    public byte[] Bytes(string name) => _disk.Bytes(name);

    public static long StartOf(string segment) =>
        FileNames.TryParse(segment, FileNames.SegmentSuffix, out var start) ? start : throw new ArgumentException(segment);

    /// <summary>A copy whose file has other bytes; null deletes it.</summary>
    public SimulatedDisk With(string name, byte[]? bytes)
    {
        var copy = _disk.Copy();
        if (bytes is null) copy.Delete(name);
        else copy.SetBytes(name, bytes);
        return copy;
    }

    /// <summary>Recovers a copy, and checks that what comes back is what the first records did.</summary>
    public ToyEngine Recover(SimulatedDisk disk)
    {
        var recovered = _restart(disk);
        recovered.CheckState();
        return recovered;
    }
}
