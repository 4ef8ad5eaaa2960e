using System.Text.Json;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>The files of deploy/ for Prometheus and Grafana use what there is.</summary>
public sealed class DeployedFilesTests
{
    private static string Folder => Path.Combine(Checkout.Root, "deploy");

    [Fact]
    public async Task Prometheus_takes_its_configuration_and_the_rules()
    {
        await Promtool.CheckAsync("", "check", "config", Path.Combine(Folder, "prometheus", "prometheus.yml"));
        await Promtool.CheckAsync("", "check", "rules", Path.Combine(Folder, "prometheus", "heliograph.rules.yml"));
    }

    [Fact]
    public async Task Every_metric_of_dashboard_and_rules_exists()
    {
        await using var instance = await MeasuredInstance.StartAsync();
        var there = new Exposition(await instance.ScrapeAsync()).Names;
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "grafana", "heliograph.json"), TestContext.Current.CancellationToken));
        var expressions = ExpressionsIn(dashboard.RootElement).ToArray();
        Assert.True(expressions.Length > 15);
        var rules = await File.ReadAllLinesAsync(Path.Combine(Folder, "prometheus", "heliograph.rules.yml"), TestContext.Current.CancellationToken);
        var used = expressions.Concat(rules.Where(line => line.Contains("expr:", StringComparison.Ordinal))).SelectMany(Exposition.NamesIn).ToHashSet();
        Assert.True(used.Count > 15);
        Assert.Empty(used.Except(there));
    }

    private static IEnumerable<string> ExpressionsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ExpressionsIn),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => property.Name is "expr" or "query" && property.Value.ValueKind == JsonValueKind.String
            ? [property.Value.GetString()!]
            : ExpressionsIn(property.Value)),
        _ => [],
    };
}
