using System.Globalization;
using System.Text;

namespace Heliograph.Server.Admin.Metrics;

/// <summary>Writes metrics in the text format of Prometheus, version 0.0.4.</summary>
internal sealed class MetricsText
{
    private readonly StringBuilder _text = new();

    /// <summary>A number that only grows.</summary>
    public void Counter(string name, string help, double value) => Metric($"{name}_total", "counter", help, value);

    /// <summary>A number that goes up and down.</summary>
    public void Gauge(string name, string help, double value) => Metric(name, "gauge", help, value);

    /// <summary>Several counters of one name, told apart by a label.</summary>
    public void Counters(string name, string help, string label, IEnumerable<(string Label, double Value)> values)
    {
        Head($"{name}_total", "counter", help);
        foreach (var (text, value) in values) Line($"{name}_total{{{label}=\"{text}\"}}", value);
    }

    public override string ToString() => _text.ToString();

    private void Metric(string name, string type, string help, double value)
    {
        Head(name, type, help);
        Line(name, value);
    }

    private void Head(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    private void Line(string name, double value) =>
        _text.Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
}
