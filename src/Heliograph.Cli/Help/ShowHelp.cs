using System.CommandLine;
using System.CommandLine.Invocation;

namespace Heliograph.Cli.Help;

/// <summary>Shows the help page of the command that was named, or of the program.</summary>
internal sealed class ShowHelp(Terminal terminal) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var page = new HelpPage(terminal);
        if (parseResult.CommandResult.Command is ProgramCommand command) page.Write(command);
        else page.WriteProgram(parseResult.RootCommandResult.Command);
        return ExitCode.Ok;
    }
}
