using System.Globalization;

namespace Heliograph.Cli.Doctor;

/// <summary>Whether the clock is believable: expiry of messages and sessions goes by it.</summary>
internal static class ClockCheck
{
    private const string Check = "clock";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan StepMax = TimeSpan.FromMilliseconds(100);

    public static IEnumerable<Finding> Of(Patient patient)
    {
        var time = patient.Time;
        var (now, stamp) = (time.GetUtcNow(), time.GetTimestamp());
        var (newest, file) = Newest(patient);
        if (newest > now + Tolerance)
        {
            return [new(Severity.Error, Check, $"it is {Text(now)} by the clock, and {file} was written at {Text(newest)}: the clock is wrong now or was then",
                $"timedatectl set-ntp true; if the clock is right: touch {Patient.Quoted(file)}")];
        }

        for (var i = 0; i < 1_000; i++)
        {
            var next = time.GetTimestamp();
            if (next < stamp && i > 0) return [new(Severity.Error, Check, "the machine's monotonic clock runs backwards", "Choose another clock source: cat /sys/devices/system/clocksource/clocksource0/available_clocksource")];
            (stamp, var elapsed) = (next, time.GetElapsedTime(stamp, next));
            var later = time.GetUtcNow();
            if ((later - now - elapsed).Duration() > StepMax) return [new(Severity.Warning, Check, "the clock was set while it was looked at", "Let it be slewed and not stepped: timedatectl set-ntp true")];
            now = later;
        }

        return [Finding.Ok(Check, $"it is {Text(now)}, and no file is from later")];
    }

    private static (DateTimeOffset At, string Path) Newest(Patient patient)
    {
        var (at, path) = (DateTimeOffset.MinValue, "");
        foreach (var folder in (string[])[patient.Layout.Etc, patient.Layout.Data, patient.Layout.Journal, patient.Layout.Log])
        {
            if (!Directory.Exists(folder)) continue;
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                DateTimeOffset written = File.GetLastWriteTimeUtc(file);
                if (written > at) (at, path) = (written, file);
            }
        }

        return (at, path);
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
