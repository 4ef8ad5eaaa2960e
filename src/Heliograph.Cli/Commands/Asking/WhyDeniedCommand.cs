using System.CommandLine;
using Heliograph.Cli.Api;
using Heliograph.Cli.Help;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Commands.Asking;

/// <summary><c>heliograph why denied</c>: asks the rules in force.</summary>
internal sealed class WhyDeniedCommand
{
    private readonly Terminal _terminal;
    private readonly ConsoleArguments _console = new();
    private readonly Argument<string> _who = new("USER") { Description = "The user name; \"\" for clients without one" };
    private readonly Argument<string> _action = new("ACTION") { Description = "publish, subscribe or receive" };
    private readonly Argument<string> _topic = new("TOPIC") { Description = "The topic name, or for subscribe the topic filter" };
    private readonly Option<string?> _id = new("--id", "-i") { HelpName = "ID", Description = "The client identifier, where rules have %c" };

    private WhyDeniedCommand(Terminal terminal) => _terminal = terminal;

    /// <param name="terminal">Where it is said.</param>
    /// <param name="name">denied, or what the command is called elsewhere.</param>
    /// <param name="fullName">With the command it belongs to.</param>
    public static Command Create(Terminal terminal, string name = "denied", string fullName = "why denied")
    {
        var why = new WhyDeniedCommand(terminal);
        why._action.AcceptOnlyFromAmong("publish", "subscribe", "receive");
        var command = new ProgramCommand(name, "Say which rule allows or denies something", "USER ACTION TOPIC",
            "Asks the rules that are in force whether a user may do something, and which line decides. Nothing is done.")
        {
            Examples = [($"heliograph {fullName} maria publish plant/1/set", "Whether maria may publish there.")],
        };
        command.Arguments.Add(why._who);
        command.Arguments.Add(why._action);
        command.Arguments.Add(why._topic);
        command.AddGroup("Options", why._id);
        why._console.AddTo(command);
        command.SetAction(why.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (who, action, topic) = (parsed.GetRequiredValue(_who), parsed.GetRequiredValue(_action), parsed.GetRequiredValue(_topic));
        await using var session = await _console.OpenAsync(parsed, stop);
        var path = $"/api/v1/access/test?action={action}&topic={Uri.EscapeDataString(topic)}";
        if (who.Length > 0) path += $"&user={Uri.EscapeDataString(who)}";
        if (parsed.GetValue(_id) is { } id) path += $"&clientId={Uri.EscapeDataString(id)}";
        var answer = await session.GetAsync(path, stop);
        var verdict = answer.GetProperty("answer").GetString() switch
        {
            "allowed" => "allowed",
            "partly" => "allowed for some of its topics, each delivery is asked about",
            _ => "denied",
        };
        _terminal.Text.WriteLine($"{_terminal.Title(verdict)}: {LogText.Escape(answer.GetProperty("rule").GetString() ?? "")}");
        return ExitCode.Ok;
    }
}
