using System.Text;

namespace Heliograph.Cli;

/// <summary>Asks for a password.</summary>
internal static class SecretPrompt
{
    /// <summary>Asks twice without echo at a terminal; reads one line when standard input is not one.</summary>
    /// <exception cref="UsageException">The two differ, or there is nothing to read.</exception>
    public static string Read(Terminal terminal, string question)
    {
        if (!terminal.IsInteractive)
        {
            using var input = terminal.OpenText();
            return input.ReadLine() ?? throw new UsageException("standard input holds no password");
        }

        var first = Ask(terminal, question);
        if (Ask(terminal, "Once more: ") != first) throw new UsageException("the two passwords differ; nothing was changed");
        return first;
    }

    private static string Ask(Terminal terminal, string question)
    {
        terminal.Error.Write(question);
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key != ConsoleKey.Backspace) typed.Append(key.KeyChar == '\0' ? "" : key.KeyChar);
            else if (typed.Length > 0) typed.Length--;
        }

        terminal.Error.WriteLine();
        return typed.ToString();
    }
}
