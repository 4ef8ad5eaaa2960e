namespace Heliograph.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("-?")]
    public async Task Help_lists_every_command_once(params string[] arguments)
    {
        var run = await ProgramRun.Of(arguments);
        Assert.Equal(0, run.ExitCode);
        foreach (var command in (string[])["create DIR", "run [DIR]", "status [DIR]", "passwd [DIR] USER", "check-config [DIR]", "pub -t", "sub -t", "store COMMAND DIR", "version"])
            Assert.Single(run.Output.Split('\n'), line => line.StartsWith($"  {command}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("status")]
    [InlineData("passwd")]
    [InlineData("check-config")]
    [InlineData("pub")]
    [InlineData("sub")]
    [InlineData("store")]
    [InlineData("store check")]
    [InlineData("store repair")]
    [InlineData("store compact")]
    [InlineData("store export")]
    [InlineData("store import")]
    [InlineData("store stats")]
    [InlineData("version")]
    public async Task Every_command_explains_itself_in_lines_that_fit(string command)
    {
        var run = await ProgramRun.Of([.. command.Split(' '), "--help"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"Usage: heliograph {command}", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("version")]
    public async Task Version_is_printed(string argument) =>
        Assert.Matches(@"^heliograph \d+\.\d+\.\d+\r?\n\.NET ", (await ProgramRun.Of(argument)).Output);

    [Theory]
    [InlineData("there is no command 'craete'; did you mean create?", "craete")]
    [InlineData("there is no command 'xyzzyxyzzy'", "xyzzyxyzzy")]
    [InlineData("heliograph: USER is missing", "passwd")]
    [InlineData("--topic is missing", "pub", "-m", "x")]
    [InlineData("exactly one of -m, -f, -n, -s and -l", "pub", "-t", "a")]
    [InlineData("exactly one of -m, -f, -n, -s and -l", "pub", "-t", "a", "-m", "x", "-n")]
    [InlineData("'3'", "pub", "-t", "a", "-m", "x", "-q", "3")]
    [InlineData("needs an --id", "sub", "-t", "a", "-c")]
    [InlineData("a will needs --will-topic", "sub", "-t", "a", "--will-payload", "x")]
    [InlineData("'soon' is neither seconds nor never", "sub", "-t", "a", "-x", "soon")]
    [InlineData("'content-typ' is none of content-type,", "pub", "-t", "a", "-m", "x", "-D", "publish", "content-typ", "x")]
    [InlineData("'message' is no packet", "pub", "-t", "a", "-m", "x", "-D", "message", "content-type", "x")]
    [InlineData("'2' is not a number from 0 to 1", "pub", "-t", "a", "-m", "x", "-D", "publish", "payload-format-indicator", "2")]
    [InlineData("the value is missing", "pub", "-t", "a", "-m", "x", "-D", "publish", "user-property", "name")]
    [InlineData("MQTT 5.0 only", "pub", "-t", "a", "-m", "x", "-V", "311", "-D", "publish", "content-type", "x")]
    [InlineData("--count is at least 1", "sub", "-t", "a", "-C", "0")]
    [InlineData("heliograph: DIR is missing", "create")]
    [InlineData("run has no option '--frob'", "run", "--frob")]
    [InlineData("run has no option '-p'", "run", "mybroker", "-p", "1883")]
    [InlineData("sub has no option '--verbos'; did you mean --verbose?", "sub", "-t", "a", "--verbos")]
    [InlineData("--port: 'abc' is not a number", "create", "mybroker", "--port", "abc")]
    [InlineData("--topic: the value is missing", "pub", "-m", "x", "-t")]
    [InlineData("--qos: ", "pub", "-t", "a", "-m", "x", "-q", "3")]
    [InlineData("store has no command 'chek'; did you mean check?", "store", "chek", "mybroker")]
    [InlineData("heliograph: DIR is missing", "store", "check")]
    [InlineData("heliograph: FILE is missing", "store", "import", "mybroker")]
    [InlineData("store repair has no option '--yess'; did you mean --yes?", "store", "repair", "mybroker", "--yess")]
    [InlineData("'a/#' is no topic name", "pub", "-t", "a/#", "-m", "x")]
    [InlineData("'a/#/b' is no topic filter", "sub", "-t", "a/#/b")]
    [InlineData("'a+' is no topic filter", "sub", "-t", "a", "-U", "a+")]
    [InlineData("--will-topic: 'a/+' is no topic name", "sub", "-t", "a", "--will-topic", "a/+")]
    public async Task Misuse_is_named_and_ends_with_2(string expected, params string[] arguments)
    {
        var run = await ProgramRun.Of(arguments);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Contains("See: heliograph ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broker_that_is_not_there_is_a_failure_with_its_address()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var run = await ProgramRun.Of("pub", "-p", $"{port}", "-t", "a", "-m", "x");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"cannot connect to 127.0.0.1:{port}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("heliograph run", run.Error, StringComparison.Ordinal);
    }
}
