using System.Net;
using System.Net.Sockets;

namespace Heliograph.Cli.Tests.Commands;

public sealed class MosquittoCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heliograph-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_is_checked_and_its_errors_are_told_with_their_lines()
    {
        var good = await ProgramRun.Of("mosquitto", "--test-config", "-c", Write("allow_anonymous true"));
        Assert.Equal((0, "Configuration file is OK.\n"), (good.ExitCode, good.Error.ReplaceLineEndings("\n")));
        var file = Write("allow_anonymous true", "connection home");
        var bad = await ProgramRun.Of("mosquitto", "-c", file);
        Assert.Equal(3, bad.ExitCode);
        Assert.Matches(@"^\d+: Error: .*mosquitto\.conf:2: connection is not supported\. There are no bridges yet: .*Mosquitto.*\.\s*$", bad.Error);
    }

    [Theory]
    [InlineData("-p", "70000")]
    [InlineData("--test-config")]
    [InlineData("-x")]
    public async Task A_command_line_that_it_does_not_understand_ends_it_with_the_code_of_Mosquitto(params string[] arguments) =>
        Assert.Equal(3, (await ProgramRun.Of(["mosquitto", .. arguments])).ExitCode);

    [Fact]
    public async Task It_runs_until_it_is_told_to_stop()
    {
        using var run = LiveRun.Of("mosquitto", "-c", Write("log_dest stdout", $"listener {FreePort()} 127.0.0.1"));
        await run.LineAsync("mosquitto version 2.1.2 running");
        Assert.Equal(0, await run.StopAsync());
        await run.LineAsync("mosquitto version 2.1.2 terminating");
    }

    private string Write(params string[] lines)
    {
        var file = Path.Combine(_folder, "mosquitto.conf");
        File.WriteAllLines(file, lines);
        return file;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
