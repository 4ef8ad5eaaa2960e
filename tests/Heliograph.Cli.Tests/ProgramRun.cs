using System.Text;

namespace Heliograph.Cli.Tests;

/// <summary>One run of the program inside the test: what it printed and how it ended.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public static Task<ProgramRun> Of(params string[] arguments) => WithInput("", arguments);

    /// <summary>Runs a command line with this standard input.</summary>
    public static async Task<ProgramRun> WithInput(string input, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var stdin = new MemoryStream(Encoding.UTF8.GetBytes(input));
        var terminal = new Terminal(stdin, output, error, HasColours: false, IsInteractive: false);
        var exitCode = await CommandLine.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);
        return new(exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
