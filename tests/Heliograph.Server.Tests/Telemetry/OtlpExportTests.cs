using System.Diagnostics;
using Heliograph.Server.Configuration;
using Heliograph.Server.Telemetry.Otlp;
using Heliograph.Server.Tests.Hostile;
using Heliograph.Server.Tests.Listeners;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>Metrics over OTLP. Alone, since meters of one name are one for OpenTelemetry, and other tests have brokers too.</summary>
[Collection(nameof(Alone))]
public sealed class OtlpExportTests
{
    [Theory]
    [InlineData(nameof(OtlpProtocol.HttpProtobuf), "/v1/metrics")]
    [InlineData(nameof(OtlpProtocol.Grpc), "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export")]
    public async Task A_collector_gets_every_number(string kind, string path)
    {
        var protocol = Enum.Parse<OtlpProtocol>(kind);
        await using var collector = await Collector.StartAsync(protocol == OtlpProtocol.Grpc);
        var options = new OtlpOptions { Endpoint = collector.Url, Protocol = protocol, Interval = TimeSpan.FromSeconds(1), Headers = "x-token=quiet, x-plant=north" };
        await using var instance = await MeasuredInstance.StartAsync(options);
        await instance.TrafficAsync();
        var (requested, headers, metrics) = await collector.UntilAsync(export => export.Values.GetValueOrDefault("heliograph.queue.messages") == 3);
        Assert.Equal(path, requested);
        Assert.Equal(("quiet", "north"), (headers["x-token"], headers["x-plant"]));
        Assert.Equal("heliograph", metrics.Resource["service.name"]);
        Assert.Equal(HeliographServer.Version, metrics.Resource["service.version"]);
        Assert.EndsWith("/mybroker", metrics.Resource["service.instance.id"], StringComparison.Ordinal);
        Assert.Equal(3, metrics.Values["heliograph.messages.received"]);
        Assert.Equal(3, metrics.Values["heliograph.packets.sent mqtt.packet.type=puback"]);
        Assert.Equal(12, metrics.Values["heliograph.payload.received"]);
        Assert.Equal("By", metrics.Units["heliograph.payload.received"]);
        Assert.True(metrics.Values["heliograph.store.syncs"] > 0);
        Assert.True(metrics.Values["dotnet.gc.pause.time"] >= 0);
        Assert.DoesNotContain(metrics.Units.Keys, name => name.Contains("assembly", StringComparison.Ordinal));

        // One definition: what Prometheus gets is what the collector gets.
        var there = new Exposition(await instance.ScrapeAsync()).Names.Select(name => name.Replace('_', '.')).ToArray();
        foreach (var name in metrics.Units.Keys) Assert.Contains(there, scraped => scraped.StartsWith(name.Replace('_', '.'), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_a_line_in_the_log_and_nothing_else()
    {
        var options = new OtlpOptions { Endpoint = "http://127.0.0.1:1", Protocol = OtlpProtocol.HttpProtobuf, Interval = TimeSpan.FromSeconds(1) };
        var stopping = new Stopwatch();
        await using (var instance = await MeasuredInstance.StartAsync(options))
        {
            await TestServer.UntilAsync(() => instance.Log().Contains("metrics cannot be sent to http://127.0.0.1:1/v1/metrics (otlp_endpoint): Connection refused", StringComparison.Ordinal), instance.Log);
            await instance.TrafficAsync();
            stopping.Start();
        }

        Assert.True(stopping.Elapsed < TimeSpan.FromSeconds(10), $"stopping took {stopping.Elapsed}");
    }

    [Fact]
    public void What_fails_for_long_is_said_every_ten_minutes_and_once_when_it_is_over()
    {
        var time = new HandTurnedTime();
        var log = new RecordingLog();
        var report = new ExportReport(new("http://collector:4318"), log.CreateLogger("telemetry"), time);
        for (var second = 0; second < 15 * 60; second++)
        {
            report.Note("it answered 503");
            report.OnExported(isSent: false);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        report.OnExported(isSent: true);
        report.OnExported(isSent: true);
        Assert.Equal([LogLevel.Warning, LogLevel.Warning, LogLevel.Information], log.Lines.Select(line => line.Level));
        Assert.Contains("it answered 503", log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("otlp_endpoint = \"collector:4317\"", "a URL such as")]
    [InlineData("otlp_endpoint = \"http://user:secret@collector\"", "a URL such as")]
    [InlineData("otlp_protocol = \"http\"", "\"grpc\", \"http/protobuf\"")]
    [InlineData("otlp_interval = \"10ms\"", "1s to 1h")]
    [InlineData("otlp_headers = \"Bearer my-token\"", "name=value")]
    public void What_cannot_be_used_is_refused_with_what_is_allowed(string line, string allowed)
    {
        var error = Assert.Single(ConfigurationFile.Parse($"[telemetry]\n{line}\n", "etc/heliograph.toml").Errors);
        Assert.Contains(allowed, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("my-token", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://collector:4318", "http://collector:4318/v1/metrics")]
    [InlineData("https://collector/otlp/", "https://collector/otlp/v1/metrics")]
    [InlineData("https://collector/v1/metrics", "https://collector/v1/metrics")]
    public void Over_HTTP_the_metrics_have_their_own_path(string endpoint, string url) =>
        Assert.Equal(url, new OtlpOptions { Endpoint = endpoint, Protocol = OtlpProtocol.HttpProtobuf }.Url.ToString());
}
