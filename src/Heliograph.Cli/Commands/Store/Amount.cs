namespace Heliograph.Cli.Commands.Store;

/// <summary>Amounts as people read them.</summary>
internal static class Amount
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB"];

    /// <summary>Such as 512 bytes, 12.3 MiB.</summary>
    public static string OfBytes(long bytes)
    {
        if (bytes < 1024) return Of(bytes, "byte");
        var (amount, unit) = (bytes / 1024.0, 0);
        for (; amount >= 1024 && unit + 1 < Units.Length; unit++) amount /= 1024;
        return $"{amount:n1} {Units[unit]}";
    }

    /// <summary>Such as 1 record, 1,234 records.</summary>
    public static string Of(long count, string one) => $"{count:n0} {one}{(count == 1 ? "" : "s")}";

    /// <summary>Such as 3 min, 2 h 5 min, 4 d 3 h.</summary>
    public static string OfTime(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => $"{time.Minutes} min",
        { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
        _ => $"{time.Days:n0} d {time.Hours} h",
    };
}
