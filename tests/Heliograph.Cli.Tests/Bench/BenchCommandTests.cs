using System.Text.Json;
using Heliograph.Cli.Bench;

namespace Heliograph.Cli.Tests.Bench;

public sealed class BenchCommandTests(RunningInstance instance) : IClassFixture<RunningInstance>
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 500)]
    [InlineData("2", 500)]
    public async Task All_that_is_published_arrives_and_is_counted_on_both_sides(string qos, int acknowledged)
    {
        var topic = $"bench/{qos}";
        var reading = BenchAsync("sub", "-t", $"{topic}/#", "-c", "2", "-q", qos, "--count", "1000", "--duration", "60", "--json", "-I", $"reader{qos}");
        await instance.SubscriptionsAsync($"reader{qos}-", 2);
        var sent = Report(await BenchAsync("pub", "-t", $"{topic}/%i", "-c", "5", "-q", qos, "--count", "500", "--duration", "60", "--json"));
        Assert.Equal((500, acknowledged, 0, 0), (Number(sent, "sent"), Number(sent, "acknowledged"), Number(sent, "refused"), Number(sent, "lost")));
        Assert.Equal(5, Number(sent.GetProperty("connect"), "count"));
        if (acknowledged > 0) Assert.Equal(acknowledged, Number(sent.GetProperty("message"), "count"));
        var received = Report(await reading);
        Assert.Equal((1_000, 2), (Number(received, "received"), Number(received, "clients")));
        Assert.Equal(1_000, Number(received.GetProperty("message"), "count"));
    }

    [Fact]
    public async Task A_rate_is_kept_to()
    {
        var run = Report(await BenchAsync("pub", "-t", "rate", "-c", "4", "--rate", "200", "--duration", "2", "--json"));
        Assert.InRange(Number(run, "sent"), 1, 200 * 3); // never more than its time gives; a slow machine sends less
    }

    [Fact]
    public async Task The_end_of_a_run_cuts_no_packet_and_waits_for_what_is_on_its_way()
    {
        var run = Report(await BenchAsync("pub", "-t", "whole/%i", "-c", "10", "-q", "1", "-s", "50000", "--duration", "1", "--json"));
        Assert.Equal((Number(run, "sent"), 0, 0), (Number(run, "acknowledged"), Number(run, "refused"), Number(run, "lost")));
    }

    [Fact]
    public async Task A_count_that_is_reached_before_all_are_connected_ends_it()
    {
        Report(await BenchAsync("pub", "-t", "kept", "-c", "1", "--count", "1", "--retain", "--json"));
        var run = Report(await BenchAsync("sub", "-t", "kept", "-c", "30", "--connect-rate", "1", "--count", "1", "--json"));
        Assert.InRange(Number(run, "received"), 1, 29);
        Assert.InRange(Number(run, "clients"), 1, 29);
    }

    [Fact]
    public async Task Connections_are_made_and_kept_and_progress_is_told()
    {
        var run = await BenchAsync("conn", "-c", "20", "--duration", "2");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("20 of 20 connected", run.Output, StringComparison.Ordinal);
        Assert.Contains("20 clients connected in", run.Output, StringComparison.Ordinal);
        Assert.Contains("p99.9", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_login_ends_it_with_the_cause()
    {
        var run = await ProgramRun.Of("bench", "conn", "-p", instance.Port, "-u", "admin", "-P", "wrong", "-c", "2", "--duration", "1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("BadUserNameOrPassword", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_ends_it_with_the_cause()
    {
        var run = await ProgramRun.Of("bench", "conn", "-p", "1", "-c", "2", "--duration", "1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no connection to 127.0.0.1:1", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--topic is missing", "pub")]
    [InlineData("--clients: 0 is out of range", "pub", "-t", "a", "-c", "0")]
    [InlineData("no topic name", "pub", "-t", "a/#")]
    [InlineData("no topic filter", "sub", "-t", "a/#/b")]
    [InlineData("--insecure mean nothing without --tls", "conn", "--insecure")]
    public async Task What_makes_no_sense_is_named(string expected, params string[] arguments)
    {
        var run = await ProgramRun.Of(["bench", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_without_a_stamp_has_no_age()
    {
        var payload = new byte[Stamp.Bytes];
        Assert.False(Stamp.TryRead(payload, out _));
        Stamp.Write(payload);
        Assert.True(Stamp.TryRead(payload, out var age));
        Assert.InRange(age, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.False(Stamp.TryRead(payload.AsSpan(0, Stamp.Bytes - 1), out _));
    }

    private Task<ProgramRun> BenchAsync(string kind, params string[] arguments) =>
        ProgramRun.Of(["bench", kind, "-p", instance.Port, "-u", "admin", "-P", "password", .. arguments]);

    private static JsonElement Report(ProgramRun run)
    {
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static long Number(JsonElement report, string name) => report.GetProperty(name).GetInt64();
}
