using System.CommandLine;
using Heliograph.Cli.Api;
using Heliograph.Cli.Help;
using Heliograph.Server;

namespace Heliograph.Cli.Commands.Watching;

/// <summary><c>heliograph top</c>: what a running broker does, as it does it.</summary>
internal sealed class TopCommand
{
    private const int IntervalMax = 3_600, ClientsMax = 100;

    private readonly Terminal _terminal;
    private readonly ConsoleArguments _console = new();
    private readonly Option<int> _interval = new("--interval") { HelpName = "SECONDS", Description = "Time between two looks (default 2)", DefaultValueFactory = _ => 2 };
    private readonly Option<int> _clients = new("--clients") { HelpName = "N", Description = "How many of the busiest clients (default 15)", DefaultValueFactory = _ => 15 };
    private readonly Option<bool> _json = new("--json") { Description = "Print one look as a JSON object, and end" };

    private TopCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var top = new TopCommand(terminal);
        var command = new ProgramCommand("top", "Watch what a running broker does", "",
            "Shows rates, connections, what waits, alarms and the busiest clients of a running broker, and again every few seconds until "
            + "Ctrl-C. Where the output is no terminal it looks for a second, prints that, and ends.")
        {
            Examples =
            [
                ("heliograph top", "Watch the broker of this machine."),
                ("heliograph top --json -u maria -P s3cret", "One look for a program."),
            ],
        };
        command.AddGroup("Options", top._interval, top._clients, top._json);
        top._console.AddTo(command);
        command.SetAction(top.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (interval, clients) = (parsed.GetValue(_interval), parsed.GetValue(_clients));
        if (interval is < 1 or > IntervalMax) throw new UsageException($"--interval is a number of seconds from 1 to {IntervalMax}");
        if (clients is < 1 or > ClientsMax) throw new UsageException($"--clients is a number from 1 to {ClientsMax}");
        var sampling = new Sampling(clients);
        var isOnce = parsed.GetValue(_json) || !_terminal.IsScreen;
        var session = await _console.OpenAsync(parsed, stop);
        try
        {
            var sample = await sampling.TakeAsync(session, stop);
            if (isOnce)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stop);
                sample = await sampling.TakeAsync(session, stop);
                if (parsed.GetValue(_json)) _terminal.Text.WriteLine(sample.ToJson());
                else TopPage.Print(sample, _terminal);
                return ExitCode.Ok;
            }

            using var screen = new Screen(_terminal);
            var trouble = (string?)null;
            while (true)
            {
                screen.Draw(terminal => Print(sample, trouble, terminal));
                await Task.Delay(TimeSpan.FromSeconds(interval), stop);
                try
                {
                    if (trouble is not null) session = await AgainAsync(session, parsed, stop);
                    (sample, trouble) = (await sampling.TakeAsync(session, stop), null);
                }
                catch (OperatorException failure)
                {
                    trouble = failure.Message; // it may come back, as after a restart
                }
            }
        }
        finally
        {
            await session.DisposeAsync();
        }
    }

    private async Task<ConsoleSession> AgainAsync(ConsoleSession old, ParseResult parsed, CancellationToken stop)
    {
        var session = await _console.OpenAsync(parsed, stop);
        await old.DisposeAsync();
        return session;
    }

    private static void Print(Sample sample, string? trouble, Terminal terminal)
    {
        if (trouble is not null) terminal.Text.WriteLine(terminal.Title($"{trouble} What follows was before."));
        TopPage.Print(sample, terminal);
    }
}
