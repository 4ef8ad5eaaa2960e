using System.Globalization;
using System.Text.RegularExpressions;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>The text format of Prometheus, read back.</summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, double> _values = [];

    public Exposition(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) Names.Add(line.Split(' ')[2]);
            if (line[0] == '#') continue;
            var at = line.LastIndexOf(' ');
            _values.Add(line[..at], double.Parse(line[(at + 1)..], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Each metric that has a type.</summary>
    public HashSet<string> Names { get; } = [];

    /// <summary>Of a metric with its labels as they are written.</summary>
    public double this[string sample] => _values.TryGetValue(sample, out var value) ? value : throw new KeyNotFoundException($"{sample} is not there");

    /// <summary>The names of metrics of ours that an expression uses.</summary>
    public static IEnumerable<string> NamesIn(string expression) => OurName().Matches(expression).Select(match => match.Value);

    [GeneratedRegex(@"\b(heliograph|dotnet)_[a-z0-9_]+\b(?!=|\s*[,)\]])")]
    private static partial Regex OurName();
}
