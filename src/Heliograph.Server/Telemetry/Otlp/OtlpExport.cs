using Heliograph.Server.Telemetry.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Heliograph.Server.Telemetry.Otlp;

/// <summary>Sends the metrics to a collector now and then, on a thread of its own. Dispose to stop.</summary>
internal sealed class OtlpExport : IDisposable
{
    private static readonly TimeSpan ExportMax = TimeSpan.FromSeconds(10);

    // The last export of a broker that stops: a collector that does not answer holds nobody up.
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(2);

    private readonly MeterProvider _provider;

    private OtlpExport(MeterProvider provider) => _provider = provider;

    /// <summary>Begins to send.</summary>
    /// <param name="options">Where to and how.</param>
    /// <param name="instance">What tells this broker from others there.</param>
    /// <param name="log">Says when it cannot be sent.</param>
    /// <param name="time">The clock of what it says.</param>
    public static OtlpExport Start(OtlpOptions options, string instance, ILogger log, TimeProvider time)
    {
        var report = new ExportReport(options.Url, log, time);
        var exporter = new ReportingExporter(OptionsOf(options, report), report);
        var reader = new PeriodicExportingMetricReader(exporter, (int)options.Interval.TotalMilliseconds, (int)ExportMax.TotalMilliseconds)
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
        };
        return new(Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService("heliograph", serviceVersion: HeliographServer.Version, serviceInstanceId: instance))
            .AddMeter(ServerMeter.Name, RuntimeInstruments.MeterName)
            .AddView(instrument => instrument.Meter.Name == ServerMeter.Name || RuntimeInstruments.Includes(instrument) ? null : MetricStreamConfiguration.Drop)
            .AddReader(reader)
            .Build());
    }

    public void Dispose()
    {
        _provider.Shutdown((int)FarewellMax.TotalMilliseconds);
        _provider.Dispose();
    }

    private static OtlpExporterOptions OptionsOf(OtlpOptions options, ExportReport report) => new()
    {
        Endpoint = options.Url,
        Protocol = options.Protocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
        Headers = options.Headers,
        TimeoutMilliseconds = (int)ExportMax.TotalMilliseconds,
        HttpClientFactory = () => new(new NotingHandler(report)) { Timeout = ExportMax },
    };

    /// <summary>OpenTelemetry's exporter, whose failures only a debugger would see.</summary>
    private sealed class ReportingExporter(OtlpExporterOptions options, ExportReport report) : OtlpMetricExporter(options)
    {
        public override ExportResult Export(in Batch<Metric> batch)
        {
            var result = base.Export(batch);
            report.OnExported(result == ExportResult.Success);
            return result;
        }
    }

    /// <summary>Notes what became of a request: the exporter says only that it failed.</summary>
    private sealed class NotingHandler(ExportReport report) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                var answer = base.Send(request, cancellationToken);
                if (!answer.IsSuccessStatusCode) report.Note($"it answered {(int)answer.StatusCode}");
                return answer;
            }
            catch (HttpRequestException failure)
            {
                report.Note(failure.Message.TrimEnd('.'));
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                if (!answer.IsSuccessStatusCode) report.Note($"it answered {(int)answer.StatusCode}");
                return answer;
            }
            catch (HttpRequestException failure)
            {
                report.Note(failure.Message.TrimEnd('.'));
                throw;
            }
        }
    }
}
