using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Heliograph.Cli.Help;
using Heliograph.Server;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph version</c>: what is running, on what.</summary>
internal static class VersionCommand
{
    public static Command Create(Terminal terminal) =>
        new ProgramCommand("version", "Print the version", "", "Prints the version of the program and what it runs on.")
        {
            Action = Action(terminal),
        };

    /// <summary>The same for <c>heliograph --version</c>.</summary>
    public static CommandLineAction Action(Terminal terminal) => new Print(terminal);

    private sealed class Print(Terminal terminal) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            terminal.Text.WriteLine($"heliograph {HeliographServer.Version}");
            terminal.Text.WriteLine($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
            return ExitCode.Ok;
        }
    }
}
