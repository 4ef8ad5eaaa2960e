using System.Text.Json;

namespace Heliograph.Cli.Tests.Commands;

/// <summary>The commands that ask a running broker over its REST API.</summary>
public sealed class AskingCommandTests(RunningInstance broker) : IClassFixture<RunningInstance>
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(20);

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_its_subscription_and_its_retained_message_are_listed()
    {
        using var client = await broker.Subscribed("-i", "asked-for", "-t", "asked/#");
        await broker.AsAdmin("pub", "-t", "asked/\u001b[31m", "-m", "red\u0007", "-r");

        var clients = await Ask("clients", "--text", "ASKED-FOR");
        Assert.Contains("CLIENT", clients.Output, StringComparison.Ordinal);
        Assert.Contains("asked-for  admin  connected", clients.Output, StringComparison.Ordinal);
        var json = JsonDocument.Parse((await Ask("clients", "--text", "asked-for", "--json")).Output).RootElement;
        Assert.Equal("5.0", json.GetProperty("protocol").GetString());
        Assert.Contains("asked/#", (await Ask("subscriptions", "--client", "asked-for")).Output, StringComparison.Ordinal);
        var retained = (await Ask("retained", "--matching", "asked/#")).Output;
        Assert.Contains("asked/", retained, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', retained);
        Assert.DoesNotContain('\u0007', retained);
    }

    [Fact]
    public async Task Why_tells_what_happened_to_a_client_and_whether_it_is_there()
    {
        using (var client = await broker.Subscribed("-i", "gone-by-now", "-t", "x"))
            await client.StopAsync();
        var why = await Ask("why", "client", "gone-by-now");
        Assert.StartsWith("'gone-by-now' has no session now.", why.Output, StringComparison.Ordinal);
        Assert.Contains("subscribed 'x': QoS 0", why.Output, StringComparison.Ordinal);
        Assert.Contains("disconnected: the client sent DISCONNECT", why.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing is remembered of it", (await Ask("why", "client", "never-seen")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_tells_what_keeps_a_message_from_a_client_and_what_to_do()
    {
        using var client = await broker.Subscribed("-i", "expecting", "-t", "Plant/#");
        var why = await Ask("why", "not-delivered", "plant/1", "expecting", "--since", "1h");
        Assert.StartsWith("None of the 2 subscriptions of 'expecting' matches 'plant/1', the nearest: 'Plant/#', upper and lower case differ", why.Output, StringComparison.Ordinal);
        Assert.Contains("\n    What to do: Subscribe to a filter that matches", why.Output, StringComparison.Ordinal);
        var json = JsonDocument.Parse((await Ask("why", "not-delivered", "plant/1", "expecting", "--json")).Output).RootElement;
        Assert.Equal("decisive", json.GetProperty("findings")[0].GetProperty("severity").GetString());
        var wrong = await Ask("why", "not-delivered", "plant/#", "expecting");
        Assert.Equal((1, "heliograph: topic cannot be used as it is. Allowed: a topic name without wildcards.\n"), (wrong.ExitCode, wrong.Error));
    }

    [Fact]
    public async Task Topics_are_listed_from_the_first_look_on()
    {
        Assert.Contains("counting begins with the first call", (await Ask("topics", "--text", "counted/")).Output, StringComparison.Ordinal);
        await broker.AsAdmin("pub", "-t", "counted/1", "-m", "four");
        var topics = JsonDocument.Parse((await Ask("topics", "--matching", "counted/#", "--json")).Output).RootElement;
        Assert.Equal(("counted/1", 1, 4), (topics.GetProperty("topic").GetString(), topics.GetProperty("messages").GetInt32(), topics.GetProperty("bytes").GetInt32()));
        Assert.Contains("counted/1", (await Ask("topics")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_needs_to_know_what_to_trace()
    {
        var wrong = await Ask("trace");
        Assert.Equal((2, true), (wrong.ExitCode, wrong.Error.Contains("one of --id, --address and --topic is needed", StringComparison.Ordinal)));
        Assert.Contains("Allowed: an IP address", (await Ask("trace", "--address", "nowhere")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_prints_packets_until_it_is_stopped_and_saves_a_capture()
    {
        var file = Path.Combine(Path.GetTempPath(), $"heliograph-{Guid.NewGuid():n}.pcapng");
        using var trace = LiveRun.Of("trace", "--topic", "asked/traced", "--write", file, "--console", broker.Console);
        var line = trace.LineAsync("-> PUBLISH");
        // When the trace has begun is not told: what is published before that is not in it.
        for (var i = 0; i < 200 && !line.IsCompleted; i++) await broker.AsAdmin("pub", "-t", "asked/traced", "-m", "m").WaitAsync(WaitMax, Stop);
        Assert.Contains("'asked/traced', QoS 0, 1 byte", await line.WaitAsync(WaitMax, Stop), StringComparison.Ordinal);
        Assert.Equal(0, await trace.StopAsync().WaitAsync(WaitMax, Stop));
        Assert.Equal([0x0A, 0x0D, 0x0D, 0x0A], File.ReadAllBytes(file)[..4]);
        File.Delete(file);
    }

    [Fact]
    public async Task Why_tells_which_rule_decides()
    {
        Assert.StartsWith("allowed: etc/acl line ", (await Ask("why", "denied", "admin", "publish", "a/b")).Output, StringComparison.Ordinal);
        Assert.Equal("denied: no rule of etc/acl allows user maria to write a/b\n", (await Ask("why", "denied", "maria", "publish", "a/b")).Output);
        var wrong = await Ask("why", "denied", "maria", "publish", "a/#");
        Assert.Equal((1, "heliograph: topic cannot be used as it is. Allowed: a topic name without wildcards.\n"), (wrong.ExitCode, wrong.Error));
    }

    [Fact]
    public async Task What_goes_wrong_is_told_with_the_remedy()
    {
        var wrong = await ProgramRun.Of("events", "--console", broker.Console, "-P", "wrong");
        Assert.Equal((1, "heliograph: user name or password is wrong. Try again.\n"), (wrong.ExitCode, wrong.Error));
        var nowhere = await ProgramRun.Of("clients", "--console", "http://127.0.0.1:1");
        Assert.StartsWith("heliograph: no console answers at http://127.0.0.1:1/: ", nowhere.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await ProgramRun.Of("clients", "--console", "127.0.0.1")).ExitCode);
        Assert.Equal(2, (await ProgramRun.Of("clients", "--limit", "0")).ExitCode);
        Assert.Contains("Allowed: at, clientId", (await Ask("events", "--order", "colour")).Error, StringComparison.Ordinal);
    }

    private Task<ProgramRun> Ask(params string[] arguments) => ProgramRun.Of([.. arguments, "--console", broker.Console]);
}
