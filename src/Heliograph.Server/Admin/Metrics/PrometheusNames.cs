using System.Diagnostics.Metrics;

namespace Heliograph.Server.Admin.Metrics;

/// <summary>Names as Prometheus wants them, by OpenTelemetry's rules: units in words at the end, then _total for what only grows.</summary>
internal static class PrometheusNames
{
    public static string Of(Instrument instrument)
    {
        var isCounter = IsCounter(instrument);
        var name = Plain(instrument.Name);
        var unit = WordOf(instrument.Unit, isCounter);
        if (unit.Length > 0 && !name.EndsWith($"_{unit}", StringComparison.Ordinal)) name = $"{name}_{unit}";
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    public static bool IsCounter(Instrument instrument) =>
        instrument is ObservableCounter<long> or ObservableCounter<double> or ObservableCounter<int>;

    /// <summary>A name or label without the dots that Prometheus did not always know.</summary>
    public static string Plain(string name) => name.Replace('.', '_');

    // What is in braces says what is counted, and is no unit.
    private static string WordOf(string? unit, bool isCounter) => unit switch
    {
        "By" => "bytes",
        "s" => "seconds",
        "1" => isCounter ? "" : "ratio",
        _ => "",
    };
}
