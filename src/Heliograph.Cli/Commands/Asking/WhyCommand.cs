using System.CommandLine;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Asking;

/// <summary><c>heliograph why</c>: what decided.</summary>
internal static class WhyCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new ProgramCommand("why", "Say why a client was cut off or denied, or got no message", "client | denied | not-delivered",
            "Answers from what a running broker remembers and from its rules: which packet, rule or limit decided, in words.")
        {
            Examples =
            [
                ("heliograph why client sensor-7", "What happened to it, and whether it is there now."),
                ("heliograph why denied maria publish plant/1/set", "Which line of the rules allows or denies it."),
                ("heliograph why not-delivered plant/1/state sensor-7", "What keeps messages on that topic from it."),
            ],
        };
        command.Subcommands.Add(WhyClientCommand.Create(terminal));
        command.Subcommands.Add(WhyDeniedCommand.Create(terminal));
        command.Subcommands.Add(WhyNotDeliveredCommand.Create(terminal));
        return command;
    }
}
