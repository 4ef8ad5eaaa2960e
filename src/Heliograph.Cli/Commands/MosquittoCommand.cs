using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server.Mosquitto;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph mosquitto</c>: runs a broker on a mosquitto.conf, with Mosquitto's command line.</summary>
internal sealed class MosquittoCommand
{
    /// <summary>What Mosquitto ends with when its configuration cannot be used.</summary>
    private const int NotUsable = 3;

    private readonly Terminal _terminal;
    private readonly Option<string?> _file = new("-c", "--config-file") { HelpName = "FILE", Description = "The mosquitto.conf" };
    private readonly Option<int[]> _ports = new("-p", "--port") { HelpName = "PORT", Description = "A port to listen at, besides those of the file; may be given more than once" };
    private readonly Option<bool> _verbose = new("-v", "--verbose") { Description = "Log everything, whatever the file says" };
    private readonly Option<bool> _test = new("--test-config") { Description = "Check the file and start nothing" };

    private MosquittoCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var run = new MosquittoCommand(terminal);
        var command = new ProgramCommand("mosquitto", "Run a broker on a mosquitto.conf", "[-c FILE]",
            "Runs a broker on the files that Mosquitto runs on, with its defaults, codes and log lines, and needs no instance folder. "
            + "Without a file it listens at port 1883 of this machine alone. SIGHUP reads the file again. An option that is not "
            + "supported stops the start with its line and what to do; docs/mosquitto.md lists them all.")
        {
            MisuseCode = NotUsable,
            Examples =
            [
                ("heliograph mosquitto -c /etc/mosquitto/mosquitto.conf", "Run in place of mosquitto."),
                ("heliograph mosquitto -v -p 1884", "Run at port 1884 of this machine, and log everything."),
            ],
        };
        command.AddGroup("Options", run._file, run._ports, run._verbose, run._test);
        command.SetAction(run.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var ports = parsed.GetValue(_ports) ?? [];
        if (Array.Find(ports, port => port is < 1 or > 65_535) is var wrong && wrong != 0 || ports.Contains(0))
            throw new UsageException($"-p: {wrong} is no port; it takes 1 to 65535");
        var command = new MosquittoCommandLine(parsed.GetValue(_file), ports, parsed.GetValue(_verbose));
        try
        {
            if (parsed.GetValue(_test)) return Test(command);
            await using var server = await MosquittoServer.StartAsync(command, _terminal.Error, _terminal.Text, stop);
            return await Serving.UntilStoppedAsync(server.Reload, server.Failed, stop);
        }
        catch (MosquittoConfException failure)
        {
            foreach (var error in failure.Errors) _terminal.Error.WriteLine($"{DateTimeOffset.Now.ToUnixTimeSeconds()}: Error: {error}");
            return NotUsable;
        }
    }

    private int Test(MosquittoCommandLine command)
    {
        if (command.File is null) throw new UsageException("--test-config: there is no file to test; name it with -c FILE");
        MosquittoServer.Check(command);
        _terminal.Error.WriteLine("Configuration file is OK.");
        return ExitCode.Ok;
    }
}
