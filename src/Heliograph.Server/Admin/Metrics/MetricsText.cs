using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Heliograph.Server.Telemetry.Metrics;

namespace Heliograph.Server.Admin.Metrics;

/// <summary>Reads all instruments of a server once, and writes them in the text format of Prometheus, version 0.0.4.</summary>
internal sealed class MetricsText
{
    private readonly List<Instrument> _instruments = [];
    private readonly Dictionary<Instrument, StringBuilder> _lines = [];

    private MetricsText()
    {
    }

    public static string Of(ServerMeter meter)
    {
        var text = new MetricsText();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (!meter.Includes(instrument) || !instrument.IsObservable) return;
                text._instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => text.Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => text.Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => text.Add(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return text.Write();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_lines.TryGetValue(instrument, out var lines)) lines = _lines[instrument] = new();
        lines.Append(PrometheusNames.Of(instrument));
        for (var at = 0; at < tags.Length; at++)
            lines.Append(at == 0 ? '{' : ',').Append(PrometheusNames.Plain(tags[at].Key)).Append("=\"").Append(Escaped($"{tags[at].Value}", '"')).Append('"');
        if (tags.Length > 0) lines.Append('}');
        lines.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private string Write()
    {
        var text = new StringBuilder();
        foreach (var instrument in _instruments)
        {
            if (!_lines.TryGetValue(instrument, out var lines)) continue;
            var name = PrometheusNames.Of(instrument);
            text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(instrument.Description ?? "", quote: null)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(PrometheusNames.IsCounter(instrument) ? " counter\n" : " gauge\n").Append(lines);
        }

        return text.ToString();
    }

    // A listener is named by the configuration, so by people.
    private static string Escaped(string text, char? quote)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quote is null ? escaped : escaped.Replace("\"", "\\\"", StringComparison.Ordinal);
    }
}
