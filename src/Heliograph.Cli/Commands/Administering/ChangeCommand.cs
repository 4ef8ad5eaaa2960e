using System.CommandLine;
using System.Text.Json;
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
}
