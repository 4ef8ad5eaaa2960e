using System.Diagnostics.Metrics;

namespace Heliograph.Server.Telemetry.Metrics;

/// <summary>Which of .NET's own instruments are shown beside those of the broker: collections and their pauses, processor, memory, contention.</summary>
internal static class RuntimeInstruments
{
    public const string MeterName = "System.Runtime";

    private static readonly HashSet<string> Names =
    [
        "dotnet.gc.collections",
        "dotnet.gc.pause.time",
        "dotnet.gc.heap.total_allocated",
        "dotnet.gc.last_collection.heap.size",
        "dotnet.gc.last_collection.memory.committed_size",
        "dotnet.process.cpu.time",
        "dotnet.process.memory.working_set",
        "dotnet.monitor.lock_contentions",
    ];

    public static bool Includes(Instrument instrument) => instrument.Meter.Name == MeterName && Names.Contains(instrument.Name);
}
