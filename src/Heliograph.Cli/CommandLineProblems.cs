using System.CommandLine;
using System.CommandLine.Parsing;
using Heliograph.Cli.Help;
using Heliograph.Server.Configuration;
using Heliograph.Server.Logging;

namespace Heliograph.Cli;

/// <summary>Says in words what is wrong with a command line.</summary>
internal static class CommandLineProblems
{
    /// <summary>Every problem; none when the command line can be carried out.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..]) return [NoCommand(command, word)];
        var unknown = UnknownOptions(parsed).ToArray();
        return unknown.Length > 0 ? unknown : [.. parsed.Errors.Select(Words)];
    }

    private static string NoCommand(Command command, string word) =>
        $"{(command is ProgramCommand named ? $"{named.FullName} has" : "there is")} no command '{LogText.Escape(word)}'"
        + Suggestion(word, command.Subcommands.Select(known => known.Name));

    // The parser takes an option that it does not know for an argument, such as the folder of run.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        if (parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)) return [];
        var command = parsed.CommandResult.Command;
        var names = command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Append("--help");
        return command.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens)
            .Where(word => word.Length > 1 && word[0] == '-')
            .Select(word => $"{NameOf(command)} has no option '{LogText.Escape(word)}'{Suggestion(word, names)}");
    }

    private static string NameOf(Command command) => command is ProgramCommand named ? named.FullName : command.Name;

    private static string Suggestion(string word, IEnumerable<string> names) =>
        NearestName.Of(word, names) is { } nearest ? $"; did you mean {nearest}?" : "";

    private static string Words(ParseError error) => (error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult) switch
    {
        null when MissingArgument(error.SymbolResult) is { } argument => $"{argument.Name.Split(' ')[^1]} is missing",
        null => OneLine(error.Message),
        { Tokens: [], Option.Name: var name } => $"{name}: the value is missing",
        { Tokens: [var value], Option: var option } when error.Message.Contains($"'{option.ValueType}'", StringComparison.Ordinal) =>
            $"{option.Name}: '{LogText.Escape(value.Value)}' is not a number that it can take",
        { Option.Name: var name } => $"{name}: {OneLine(error.Message)}",
    };

    private static Argument? MissingArgument(SymbolResult? place) => place switch
    {
        ArgumentResult { Tokens: [], Argument: var argument } => argument,
        CommandResult { Tokens: [], Command.Arguments: [var argument, ..] } => argument,
        _ => null,
    };

    private static string OneLine(string message) =>
        string.Join(' ', message.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
