namespace Heliograph.Cli.Tests.Commands;

public sealed class ClientCommandTests(RunningInstance broker) : IClassFixture<RunningInstance>
{
    [Theory]
    [InlineData("5", "0")]
    [InlineData("mqttv5", "1")]
    [InlineData("mqttv5", "2")]
    [InlineData("311", "0")]
    [InlineData("mqttv311", "1")]
    [InlineData("mqttv311", "2")]
    [InlineData("31", "0")]
    [InlineData("mqttv31", "1")]
    [InlineData("mqttv31", "2")]
    public async Task Message_goes_from_pub_to_sub_in_every_version_and_qos(string version, string qos)
    {
        var topic = $"versions/{version}/{qos}";
        using var sub = await broker.Subscribed("-t", topic, "-q", qos, "-V", version, "-v", "-C", "2");
        Assert.Equal(new ProgramRun(0, "", ""), await broker.AsAdmin("pub", "-t", topic, "-m", "crisp", "-q", qos, "-V", version));
        Assert.Equal($"{topic} crisp", await sub.LineAsync(topic));
        Assert.Equal(0, await sub.EndAsync());
    }

    [Fact]
    public async Task Retained_message_is_kept_shown_left_out_and_cleared()
    {
        await broker.AsAdmin("pub", "-t", "kept", "-m", "one", "-r");
        Assert.Equal("one\n", (await broker.AsAdmin("sub", "-t", "kept", "-C", "1")).Output);
        Assert.Equal("one", (await broker.AsAdmin("sub", "-t", "kept", "-C", "1", "-N", "--retained-only")).Output);
        Assert.Equal(new ProgramRun(27, "", ""), await broker.AsAdmin("sub", "-t", "kept", "-R", "-W", "0.3"));
        await broker.AsAdmin("pub", "-t", "kept", "-n", "-r");
        Assert.Equal(new ProgramRun(27, "", ""), await broker.AsAdmin("sub", "-t", "kept", "-W", "0.3"));
    }

    [Fact]
    public async Task Each_line_of_standard_input_is_a_message_and_a_session_keeps_them()
    {
        string[] session = ["-t", "jobs", "-q", "1", "-c", "-i", "worker-1"];
        Assert.Equal(0, (await broker.AsAdmin("sub", [.. session, "-E"])).ExitCode);
        Assert.Equal(0, (await broker.AsAdminWithInput("one\ntwo\n\nthree", "pub", "-t", "jobs", "-l", "-q", "1")).ExitCode);
        Assert.Equal("one\ntwo\n\nthree\n", (await broker.AsAdmin("sub", [.. session, "-C", "4"])).Output);
    }

    [Fact]
    public async Task Whole_of_standard_input_or_a_file_is_one_message()
    {
        await broker.AsAdminWithInput("two\nlines", "pub", "-t", "whole", "-s", "-r");
        Assert.Equal("two\nlines\n", (await broker.AsAdmin("sub", "-t", "whole", "-C", "1")).Output);
        await broker.AsAdmin("pub", "-t", "file", "-f", Path.Combine(broker.Folder, "etc", "acl"), "-r");
        Assert.Contains("topic readwrite #", (await broker.AsAdmin("sub", "-t", "file", "-C", "1")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await broker.AsAdmin("pub", "-t", "file", "-f", Path.Combine(broker.Folder, "absent"))).ExitCode);
    }

    [Fact]
    public async Task Will_is_not_sent_when_the_client_says_goodbye()
    {
        using var watcher = await broker.Subscribed("-t", "wills", "-C", "2", "-v");
        using var leaving = await broker.Subscribed("--will-topic", "wills", "--will-payload", "gone");
        Assert.Equal(0, await leaving.StopAsync());
        await broker.AsAdmin("pub", "-t", "wills", "-m", "fence");
        Assert.Equal("wills fence", await watcher.LineAsync("wills"));
    }

    [Fact]
    public async Task Properties_reach_the_broker()
    {
        var run = await broker.AsAdmin("pub", "-t", "props", "-m", "x", "-q", "1",
            "-D", "publish", "content-type", "text/plain", "-D", "publish", "user-property", "from", "me",
            "-D", "publish", "payload-format-indicator", "1", "-D", "publish", "message-expiry-interval", "60",
            "-D", "connect", "session-expiry-interval", "5", "-D", "connect", "receive-maximum", "9");
        Assert.Equal(new ProgramRun(0, "", ""), run);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("311")]
    [InlineData("31")]
    public async Task Missing_credentials_are_named_with_the_remedy(string version)
    {
        var run = await ProgramRun.Of("pub", "-p", broker.Port, "-t", "a", "-m", "x", "-V", version);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("bad user name or password", run.Error, StringComparison.Ordinal);
        Assert.Contains("-u and -P", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_topic_is_named_with_the_remedy()
    {
        var run = await broker.AsAdmin("pub", "-t", "$SYS/broker/version", "-m", "x", "-q", "1");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not authorized (0x87)", run.Error, StringComparison.Ordinal);
        Assert.Contains("choose another", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_c_ends_sub_with_0()
    {
        using var sub = await broker.Subscribed();
        Assert.Equal(0, await sub.StopAsync());
    }

    [Fact]
    public async Task Sub_does_not_come_back_when_another_client_has_taken_its_place()
    {
        using var sub = await broker.Subscribed("-i", "twin");
        using var other = await broker.Subscribed("-i", "twin");
        Assert.Equal(1, await sub.EndAsync());
        Assert.Contains("session taken over (0x8E)", sub.Error, StringComparison.Ordinal);
        Assert.Equal(0, await other.StopAsync());
    }
}
