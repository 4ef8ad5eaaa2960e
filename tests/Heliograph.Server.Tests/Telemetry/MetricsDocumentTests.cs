using System.Diagnostics.Metrics;
using Heliograph.Server.Admin.Metrics;
using Heliograph.Server.Telemetry.Metrics;
using Heliograph.Server.Tests.Listeners;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>docs/metrics.md lists what there is. Written anew with HELIOGRAPH_UPDATE_DOCS=1.</summary>
public sealed class MetricsDocumentTests
{
    private const string Marker = "Heliograph.Server.Tests -->\n";

    [Fact]
    public async Task Every_metric_is_in_the_documentation_as_it_is()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(change: options => options with { Store = new() { Folder = folder.At("journal") } });
        var path = Path.Combine(Checkout.Root, "docs", "metrics.md");
        var document = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var start = document.IndexOf(Marker, StringComparison.Ordinal) + Marker.Length;
        var expected = document[..start] + TableOf(server.Meter);
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
        else
            Assert.Equal(expected, document);
    }

    private static string TableOf(ServerMeter meter)
    {
        var instruments = new List<Instrument>();
        var attributes = new Dictionary<Instrument, string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (!meter.Includes(instrument)) return;
                instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        var rows = instruments.OrderBy(instrument => instrument.Meter.Name == RuntimeInstruments.MeterName).Select(instrument =>
            $"| `{PrometheusNames.Of(instrument)}` | `{instrument.Name}` | {(PrometheusNames.IsCounter(instrument) ? "counter" : "gauge")} | {instrument.Unit ?? ""} | "
            + $"{attributes.GetValueOrDefault(instrument, "")} | {instrument.Description} |\n");
        return $"\n| in Prometheus | in OpenTelemetry | kind | unit | attributes | meaning |\n|---|---|---|---|---|---|\n{string.Concat(rows)}";

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            attributes[instrument] = string.Join(", ", tags.ToArray().Select(tag => $"`{tag.Key}`"));
    }
}
