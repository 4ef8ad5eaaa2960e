using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliograph.Cli.Api;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Administering;

/// <summary>A command that changes a running broker over its REST API, or shows one thing of it.</summary>
internal static class ChangeCommand
{
    /// <param name="terminal">Where it is said.</param>
    /// <param name="command">Its name and its help; its arguments are in it.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="act">Does it; gives the answer, and says it in words.</param>
    public static Command Create(
        Terminal terminal, ProgramCommand command, Option[] options, Func<ParseResult, ConsoleSession, CancellationToken, Task<(JsonElement Answer, Action Say)>> act)
    {
        var console = new ConsoleArguments();
        var json = new Option<bool>("--json") { Description = "The answer as JSON" };
        command.AddGroup("Options", [.. options, json]);
        console.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            await using var session = await console.OpenAsync(parsed, stop);
            var (answer, say) = await act(parsed, session, stop);
            if (!parsed.GetValue(json)) say();
            else terminal.Text.WriteLine(answer.ValueKind == JsonValueKind.Undefined ? "{}" : answer.GetRawText());
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>One that names what it changes, and nothing else.</summary>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="command">Its name and its help, without the argument.</param>
    /// <param name="named">The argument, called as the help calls it, and what it is.</param>
    /// <param name="path">What is asked for, and the field that takes the argument.</param>
    /// <param name="done">What is said then.</param>
    public static Command OfOne(
        Terminal terminal, ProgramCommand command, (string Name, string Description) named, (string Path, string Field) path, Func<string, string> done)
    {
        var argument = new Argument<string>(named.Name) { Description = named.Description };
        command.Arguments.Add(argument);
        return Create(terminal, command, [], async (parsed, session, stop) =>
        {
            var name = parsed.GetRequiredValue(argument);
            await session.PostAsync(path.Path, new JsonObject { [path.Field] = name }, stop);
            return (default(JsonElement), () => terminal.Text.WriteLine(done(name)));
        });
    }
}
