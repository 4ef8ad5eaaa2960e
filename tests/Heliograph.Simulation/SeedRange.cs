using System.Globalization;

namespace Heliograph.Simulation;

/// <summary>Which seeds a run of the simulation takes.</summary>
internal static class SeedRange
{
    /// <summary>Those of HELIOGRAPH_SEEDS=first..last, if it is set.</summary>
    public static (ulong First, ulong Last) Of(ulong first, ulong last)
    {
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_SEEDS") is not { Length: > 0 } text) return (first, last);
        var ends = text.Split("..");
        first = ulong.Parse(ends[0], CultureInfo.InvariantCulture);
        return (first, ends.Length > 1 ? ulong.Parse(ends[1], CultureInfo.InvariantCulture) : first);
    }
}
