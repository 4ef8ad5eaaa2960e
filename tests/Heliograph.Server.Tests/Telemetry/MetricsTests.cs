using System.Net;
using Heliograph.Server.Admin;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Metrics;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>What Prometheus gets of a broker under traffic.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Every_number_is_there_as_promtool_wants_it_and_says_what_happened()
    {
        await using var instance = await MeasuredInstance.StartAsync();
        await instance.TrafficAsync();
        var text = await instance.ScrapeAsync();
        await Promtool.CheckAsync(text, "check", "metrics");
        var metrics = new Exposition(text);
        Assert.Equal(3, metrics["heliograph_messages_received_total"]);
        Assert.Equal(3, metrics["heliograph_messages_sent_total"]);
        Assert.Equal(12, metrics["heliograph_payload_received_bytes_total"]);
        Assert.Equal(3, metrics["heliograph_packets_sent_total{mqtt_packet_type=\"puback\"}"]);
        Assert.Equal(3, metrics["heliograph_connects_accepted_total"]);
        Assert.Equal(0, metrics["heliograph_connects_refused_total{heliograph_cause=\"credentials\"}"]);
        Assert.Equal(0, metrics["heliograph_messages_dropped_total{heliograph_cause=\"queue_full\"}"]);
        Assert.Equal(3, metrics["heliograph_queue_messages"]);
        Assert.InRange(metrics["heliograph_queue_size_bytes"], 12, 1_000);
        Assert.True(metrics["heliograph_store_syncs_total"] > 0);
        Assert.True(metrics["heliograph_store_sync_time_seconds_total"] > 0);
        Assert.True(metrics["heliograph_store_records_total"] >= metrics["heliograph_store_commits_total"]);
        Assert.True(metrics["heliograph_memory_limit_bytes"] > 1 << 20);
        Assert.True(metrics["dotnet_process_cpu_time_seconds_total{cpu_mode=\"user\"}"] > 0);
        Assert.True(metrics["dotnet_gc_pause_time_seconds_total"] >= 0);
    }

    [Fact]
    public async Task Connections_are_told_by_listener_whatever_it_is_called()
    {
        await using var instance = await MeasuredInstance.StartAsync();
        await using var peer = await Listeners.RawPeer.ConnectAsync(instance.EndPoint, "one");
        var text = await instance.ScrapeAsync();
        await Promtool.CheckAsync(text, "check", "metrics");
        var metrics = new Exposition(text);
        Assert.Equal(1, metrics["heliograph_listener_connections{heliograph_listener=\"plant \\\"north\\\"\"}"]);
        Assert.Equal(1, metrics["heliograph_connections"]);
        Assert.Equal(1, metrics["heliograph_clients_connected"]);
    }

    [Theory]
    [InlineData("192.0.2.7", 401)]
    [InlineData("::ffff:192.0.2.7", 401)]
    [InlineData("::ffff:127.0.0.1", 200)]
    public async Task Other_machines_get_them_with_a_login_only(string from, int status)
    {
        await using var console = await Admin.ConsoleUnderTest.StartAsync();
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) } };
        var route = new MetricsRoutes(console.Context).All.Single();
        var refusal = await Record.ExceptionAsync(() => route.Handle(new(http))) as ProblemException;
        Assert.Equal(status, refusal?.Status ?? http.Response.StatusCode);
        await route.Handle(new(http) { Caller = new("ann", Role.Viewer, () => true) });
    }

    [Fact]
    public async Task Logins_that_are_refused_at_the_console_are_counted_by_cause()
    {
        await using var console = await Admin.ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        foreach (var (userName, password) in new[] { ("viewer", "wrong"), ("viewer", "wrong"), ("nobody-here", "right") })
            await browser.PostAsync("/api/v1/login", Admin.ConsoleUnderTest.Body(new { userName, password }), TestContext.Current.CancellationToken);
        using var program = console.WithSecret("hgk_none");
        await program.GetAsync("/api/v1/clients", TestContext.Current.CancellationToken);
        await program.GetAsync("/api/v1/clients", TestContext.Current.CancellationToken);
        await browser.PostAsync("/api/v1/login", Admin.ConsoleUnderTest.Body(new { userName = "viewer", password = "right" }), TestContext.Current.CancellationToken);
        var metrics = new Exposition(await browser.GetStringAsync("/metrics", TestContext.Current.CancellationToken));
        int[] counts = [.. ((string[])["credentials", "not_authorized", "key", "waiting"]).Select(cause => (int)metrics[$"heliograph_console_logins_refused_total{{heliograph_cause=\"{cause}\"}}"])];
        Assert.Equal([2, 1, 2, 1], counts);
    }

    [Fact]
    public async Task Nothing_that_a_client_chose_is_in_it()
    {
        await using var instance = await MeasuredInstance.StartAsync();
        await instance.TrafficAsync();
        Assert.DoesNotContain("secret-name", await instance.ScrapeAsync(), StringComparison.Ordinal);
    }
}
