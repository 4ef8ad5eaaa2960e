using System.CommandLine;
using System.Text.Json;
using Heliograph.Cli.Api;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Commands.Asking;

/// <summary><c>heliograph clients</c>, <c>subscriptions</c>, <c>retained</c>, <c>topics</c>, <c>events</c>, <c>audit</c> and more: the lists of a running broker.</summary>
internal sealed class ListCommand
{
    private const int LimitDefault = 50, LimitMax = 1_000_000, PageMax = 500;

    private readonly ListDefinition _list;
    private readonly Terminal _terminal;
    private readonly ConsoleArguments _console = new();
    private readonly Option<string?> _order = new("--order") { HelpName = "FIELD", Description = "The order, by a field of --json; -FIELD is the other way round" };
    private readonly Option<int> _limit = new("--limit") { HelpName = "N", Description = $"How many at most (default {LimitDefault})", DefaultValueFactory = _ => LimitDefault };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line, with all that is known" };
    private readonly List<(Option<string?> Option, string Parameter)> _filters = [];

    private ListCommand(ListDefinition list, Terminal terminal) => (_list, _terminal) = (list, terminal);

    public static Command Create(ListDefinition list, Terminal terminal)
    {
        var definition = new ListCommand(list, terminal);
        var command = new ProgramCommand(list.Name, list.Summary, "", list.Explanation) { Examples = [list.Example] };
        foreach (var filter in list.Filters)
            definition._filters.Add((new(filter.Option) { HelpName = filter.HelpName, Description = filter.Description }, filter.Parameter));
        command.AddGroup("Options", [.. definition._filters.Select(filter => filter.Option), definition._order, definition._limit, definition._json]);
        definition._console.AddTo(command);
        command.SetAction(definition.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var limit = parsed.GetValue(_limit);
        if (limit is < 1 or > LimitMax) throw new UsageException($"--limit is a number from 1 to {LimitMax}");
        await using var session = await _console.OpenAsync(parsed, stop);
        var (entries, matched) = await FetchAsync(session, parsed, limit, stop);
        if (parsed.GetValue(_json))
        {
            foreach (var entry in entries) _terminal.Text.WriteLine(entry.GetRawText());
            return ExitCode.Ok;
        }

        var table = new TextTable([.. _list.Columns.Select(column => (column.Title, column.IsNumber))]);
        foreach (var entry in entries) table.Add(_list.Columns.Select(column => column.Cell(entry)));
        table.Print(_terminal);
        if (entries.Count == 0 && _list.WhenEmpty is { } words) _terminal.Text.WriteLine(words);
        if (matched > entries.Count) _terminal.Text.WriteLine($"{entries.Count} of {matched}; more with --limit");
        return ExitCode.Ok;
    }

    private async Task<(List<JsonElement> Entries, int Matched)> FetchAsync(ConsoleSession session, ParseResult parsed, int limit, CancellationToken stop)
    {
        var entries = new List<JsonElement>();
        string? cursor = null;
        while (true)
        {
            var page = await session.GetAsync(PathOf(parsed, Math.Min(PageMax, limit - entries.Count), cursor), stop);
            entries.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next").GetString();
            if (cursor is null || entries.Count >= limit) return (entries, page.GetProperty("matched").GetInt32());
        }
    }

    private string PathOf(ParseResult parsed, int limit, string? cursor)
    {
        var parameters = _filters.Select(filter => (filter.Parameter, Value: parsed.GetValue(filter.Option)))
            .Append(("order", parsed.GetValue(_order) ?? _list.DefaultOrder)).Append(("cursor", cursor)).Append(("limit", $"{limit}"));
        return $"/api/v1/{_list.Path ?? _list.Name}?" + string.Join('&', parameters.Where(one => one.Item2 is not null)
            .Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}"));
    }
}
