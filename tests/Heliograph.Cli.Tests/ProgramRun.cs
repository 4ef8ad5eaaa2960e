using System.Text;

namespace Heliograph.Cli.Tests;

/// <summary>One run of the program inside the test: what it printed and how it ended.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static Task<ProgramRun> Of(params string[] arguments) => WithInput("", arguments);

    /// <summary>Runs a command line with this standard input.</summary>
    public static Task<ProgramRun> WithInput(string input, params string[] arguments) => Of(input, isInteractive: false, arguments);

    /// <summary>The same when a person types the input.</summary>
    public static Task<ProgramRun> AtTerminal(string input, params string[] arguments) => Of(input, isInteractive: true, arguments);

    private static async Task<ProgramRun> Of(string input, bool isInteractive, string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var stdin = new MemoryStream(Encoding.UTF8.GetBytes(input));
        var terminal = new Terminal(stdin, output, error, HasColours: false, IsInteractive: isInteractive);
        var exitCode = await CommandLine.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);
        return new(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
