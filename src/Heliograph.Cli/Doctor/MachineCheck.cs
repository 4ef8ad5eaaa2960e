using System.Globalization;
using Heliograph.Cli.Commands.Store;

namespace Heliograph.Cli.Doctor;

/// <summary>Whether the machine gives as much as the configuration promises: file descriptors and memory.</summary>
internal static class MachineCheck
{
    // Segments, logs, the console's own connections.
    private const long DescriptorsBeside = 1_200;

    public static IEnumerable<Finding> Of(Patient patient)
    {
        if (DescriptorsMax(patient.RunningProcess) is { } descriptors) yield return JudgeDescriptors(descriptors, patient.Configuration.Broker.ConnectionsMax);
        yield return JudgeMemory(patient.Configuration.MemoryBytesMax, GC.GetGCMemoryInfo(GCKind.Any).TotalAvailableMemoryBytes, patient.Layout.ConfigurationFile);
    }

    internal static Finding JudgeDescriptors(long descriptors, int connectionsMax)
    {
        var needed = connectionsMax + DescriptorsBeside;
        return descriptors >= needed
            ? Finding.Ok("descriptors", $"{Max(descriptors)} open files are enough for connections_max = {connectionsMax}")
            : new(Severity.Warning, "descriptors", $"a process may open {descriptors} files, and connections_max = {connectionsMax} needs {needed}: further connections fail before that bound",
                $"ulimit -n {needed} in the shell that starts it, LimitNOFILE={needed} in a unit of systemd, or lower connections_max");
    }

    internal static Finding JudgeMemory(long asked, long available, string file)
    {
        if (asked == 0) return Finding.Ok("memory", $"it uses up to three quarters of {Amount.OfBytes(available)}, then stores no more");
        return asked > available / 10 * 9
            ? new(Severity.Error, "memory", $"memory_max = {Amount.OfBytes(asked)} is more than nine tenths of the {Amount.OfBytes(available)} that there are: the system ends the broker before it refuses anything",
                $"Set memory_max = \"{Math.Max(64, available / 4 * 3 >> 20)}MiB\" under [limits] in {file}")
            : Finding.Ok("memory", $"it uses up to {Amount.OfBytes(asked)} of {Amount.OfBytes(available)}, then stores no more");
    }

    private static string Max(long descriptors) => descriptors == long.MaxValue ? "Unlimited" : descriptors.ToString(CultureInfo.InvariantCulture);

    // A line of /proc/PID/limits: "Max open files  1024  524288  files". The runtime raises the first number to the second.
    private static long? DescriptorsMax(int? process)
    {
        var path = $"/proc/{process?.ToString(CultureInfo.InvariantCulture) ?? "self"}/limits";
        try
        {
            if (!File.Exists(path)) return null;
            var line = File.ReadLines(path).First(one => one.StartsWith("Max open files", StringComparison.Ordinal));
            var hard = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            return long.TryParse(hard, CultureInfo.InvariantCulture, out var count) ? count : long.MaxValue;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }
}
