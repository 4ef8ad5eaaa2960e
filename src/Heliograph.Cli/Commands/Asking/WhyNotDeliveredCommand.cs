using System.CommandLine;
using Heliograph.Cli.Api;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Asking;

/// <summary><c>heliograph why not-delivered</c>: what keeps messages on a topic from a client.</summary>
internal sealed class WhyNotDeliveredCommand
{
    private readonly Terminal _terminal;
    private readonly ConsoleArguments _console = new();
    private readonly Argument<string> _topic = new("TOPIC") { Description = "The topic name that was published to" };
    private readonly Argument<string> _client = new("CLIENT") { Description = "The client identifier of the one that should have got it" };

    private readonly Option<string?> _since = new("--since")
    {
        HelpName = "WHEN", Description = "Leave out what happened before: how long ago (10m, 2h, 1d), or an instant (2026-01-31T12:00:00Z)",
    };

    private readonly Option<bool> _json = new("--json") { Description = "The answer as JSON: answer, and findings with at, severity, text and remedy" };

    private WhyNotDeliveredCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var why = new WhyNotDeliveredCommand(terminal);
        var command = new ProgramCommand("not-delivered", "Say why a message did not reach a client", "TOPIC CLIENT",
            "Looks at the client's session, its subscriptions, the rules and what is remembered, and says what keeps messages on a topic from it: first what decides, then what may have to do with it, each with what to do.")
        {
            Examples = [("heliograph why not-delivered plant/1/state sensor-7 --since 2h", "Why sensor-7 got nothing on that topic in the last two hours.")],
        };
        command.Arguments.Add(why._topic);
        command.Arguments.Add(why._client);
        command.AddGroup("Options", why._since, why._json);
        why._console.AddTo(command);
        command.SetAction(why.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var path = $"/api/v1/why/not-delivered?topic={Uri.EscapeDataString(parsed.GetRequiredValue(_topic))}&clientId={Uri.EscapeDataString(parsed.GetRequiredValue(_client))}";
        if (parsed.GetValue(_since) is { } since) path += $"&since={Uri.EscapeDataString(since)}";
        await using var session = await _console.OpenAsync(parsed, stop);
        var answer = await session.GetAsync(path, stop);
        if (parsed.GetValue(_json)) _terminal.Text.WriteLine(answer.GetRawText());
        else WhyText.Print(answer, _terminal);
        return ExitCode.Ok;
    }
}
