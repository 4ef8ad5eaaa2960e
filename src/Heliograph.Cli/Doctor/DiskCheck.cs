using System.Diagnostics;
using Heliograph.Cli.Commands.Store;
using Heliograph.Storage;

namespace Heliograph.Cli.Doctor;

/// <summary>How fast the disk of the instance makes things durable, and how much room it has.</summary>
internal static class DiskCheck
{
    private const int SyncsMax = 40;

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SlowAbove = TimeSpan.FromMilliseconds(20);

    public static IEnumerable<Finding> Of(Patient patient)
    {
        var folder = Directory.Exists(patient.Layout.Data) ? patient.Layout.Data : patient.Layout.Root;
        Finding[] findings;
        try
        {
            findings =
            [
                JudgeSpeed(Measure(folder), patient.Configuration.Storage.Level, patient.Layout.ConfigurationFile),
                JudgeRoom(new DriveInfo(folder).AvailableFreeSpace, patient.Configuration.Storage.FreeBytesMin, folder),
            ];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            findings = [new(Severity.Error, "disk", $"{folder} cannot be written: {failure.Message.TrimEnd('.')}", $"sudo chown -R {Environment.UserName} {Patient.Quoted(folder)}")];
        }

        return findings;
    }

    internal static Finding JudgeSpeed(TimeSpan sync, DurabilityLevel level, string file)
    {
        var text = $"a sync of the disk takes {sync.TotalMilliseconds:0.##} ms";
        if (level != DurabilityLevel.Fsync) return Finding.Ok("disk", $"{text}; durability = \"{level.ToString().ToLowerInvariant()}\" waits for none");
        return sync <= SlowAbove
            ? Finding.Ok("disk", text)
            : new(Severity.Warning, "disk", $"{text}: each publish that must be kept waits for one", $"Put the instance on a faster disk, or set durability = \"os\" under [store] in {file}: a power cut may then lose what was acknowledged");
    }

    internal static Finding JudgeRoom(long free, long least, string folder)
    {
        var fix = $"Free some space: du -xh {Patient.Quoted(folder)} | sort -h | tail, and look at what else is there: df -h {Patient.Quoted(folder)}";
        if (free < least) return new(Severity.Error, "space", $"{Amount.OfBytes(free)} are free, less than free_space_min = {Amount.OfBytes(least)}: nothing is stored", fix);
        return free / 8 < least
            ? new(Severity.Warning, "space", $"{Amount.OfBytes(free)} are free, and below free_space_min = {Amount.OfBytes(least)} nothing is stored", fix)
            : Finding.Ok("space", $"{Amount.OfBytes(free)} are free");
    }

    // As the journal writes: a little at the end of a file that is there already, then a sync. The median of what fits into the time.
    private static TimeSpan Measure(string folder)
    {
        var block = new byte[4096];
        using var file = new FileStream(Path.Combine(folder, $"doctor-{Environment.ProcessId}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        file.SetLength(SyncsMax * block.Length);
        file.Flush(flushToDisk: true);
        var began = Stopwatch.GetTimestamp();
        var taken = new List<TimeSpan>(SyncsMax);
        while (taken.Count < SyncsMax && (taken.Count == 0 || Stopwatch.GetElapsedTime(began) < TimeMax))
        {
            var before = Stopwatch.GetTimestamp();
            file.Write(block);
            file.Flush(flushToDisk: true);
            taken.Add(Stopwatch.GetElapsedTime(before));
        }

        taken.Sort();
        return taken[taken.Count / 2];
    }
}
