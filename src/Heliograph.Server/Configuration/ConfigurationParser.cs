using Heliograph.Server.Listeners;
using Heliograph.Server.Security.Chain;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>Turns the text of one file into a configuration, or into everything that is wrong with it. Used once.</summary>
internal sealed class ConfigurationParser(string file)
{
    private readonly List<ConfigurationError> _errors = [];
    private readonly HashSet<int> _brokenLines = [];
    private readonly Dictionary<string, int> _lines = [];
    private ServerConfiguration _configuration = new();
    private bool _hasListeners;

    public ConfigurationReading Parse(string text)
    {
        DocumentSyntax document;
        try
        {
            document = SyntaxParser.Parse(text, file);
        }
        // What the parser does not go on from: lists within lists without end, and an escape that is half a character.
        catch (Exception failure) when (failure is TomlException or ArgumentOutOfRangeException)
        {
            return new(null, [new(file, 0, 0, $"not valid TOML: {failure.Message.TrimEnd('.')}", "Correct it; see https://toml.io")]);
        }

        ReportSyntax(document);
        foreach (var pair in document.KeyValues) Read([], pair);
        foreach (var table in document.Tables) Read(table);
        CheckListeners();
        CheckAccess();
        if (_errors.Count == 0) return new(_configuration, []) { Lines = _lines };
        return new(null, [.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)]);
    }

    // One report a line: what the parser says after the first stumble is mostly an echo of it.
    private void ReportSyntax(DocumentSyntax document)
    {
        foreach (var diagnostic in document.Diagnostics)
        {
            var position = diagnostic.Span.Start;
            if (_brokenLines.Add(position.Line))
                Report(position, $"not valid TOML: {diagnostic.Message.TrimEnd('.')}", "Correct the line; see https://toml.io");
        }
    }

    private void Read(TableSyntaxBase table)
    {
        var path = Names(table.Name);
        if (path is [SettingTable.ListenerSection]) BeginListener(table);
        else if (table is TableArraySyntax) ReportSection(table.Span.Start, path, "may not be repeated", $"Write [{string.Join('.', path)}]");
        else if (!IsSection(path)) { ReportUnknownSection(table.Span.Start, path); return; }
        var reported = _errors.Count;
        foreach (var pair in table.Items) Read(path, pair);
        if (path is [SettingTable.ListenerSection] && _errors.Count == reported) EndListener(table);
    }

    private void BeginListener(TableSyntaxBase table)
    {
        if (table is not TableArraySyntax)
            ReportSection(table.Span.Start, [SettingTable.ListenerSection], "must be in double brackets", "Write [[listener]], once for each");
        var earlier = _hasListeners ? _configuration.Listeners : [];
        _configuration = _configuration with { Listeners = [.. earlier, new ListenerOptions { Name = "" }] };
        _hasListeners = true;
    }

    private void EndListener(TableSyntaxBase table)
    {
        var listener = _configuration.Listeners[^1];
        var isUnix = listener.UnixSocket.Length > 0;
        var hasPort = table.Items.Any(pair => Names(pair.Key) is [ListenerSettings.PortKey]);
        if (!hasPort && !isUnix)
            ReportSection(table.Span.Start, [SettingTable.ListenerSection], "has no port", "Add a line such as port = 61613");
        if (hasPort && isUnix)
            ReportSection(table.Span.Start, [SettingTable.ListenerSection], "has both port and unix_socket", "Write a [[listener]] for each");
        if (listener.ProxyProtocol && listener.TrustedProxies.Names.Count == 0)
            ReportSection(table.Span.Start, [SettingTable.ListenerSection], "has proxy_protocol and trusts no proxy", "Name the proxies, such as trusted_proxies = [\"127.0.0.1\"]");
        if (listener.Name.Length == 0) listener = listener with { Name = isUnix ? Path.GetFileName(listener.UnixSocket) : $"mqtt-{listener.Port}" };
        var earlier = _configuration.Listeners.SkipLast(1).ToArray();
        var place = isUnix ? listener.UnixSocket : $"{listener.Address}:{listener.Port}";
        if ((isUnix || listener.Port != 0) && earlier.Any(other => (other.UnixSocket, other.Address, other.Port) == (listener.UnixSocket, listener.Address, listener.Port)))
            ReportSection(table.Span.Start, [SettingTable.ListenerSection], $"repeats {place}", "Give each listener its own address or port");
        _configuration = _configuration with { Listeners = [.. earlier, listener] };
    }

    private void CheckListeners()
    {
        foreach (var twins in _configuration.Listeners.GroupBy(listener => listener.Name).Where(group => group.Count() > 1))
            if (_errors.Count == 0)
                _errors.Add(new(file, 0, 0, $"two listeners are named \"{twins.Key}\"", "Give each listener its own name"));
    }

    private void CheckAccess()
    {
        var access = _configuration.Access;
        string[] links = [.. access.Chain, .. _configuration.Listeners.SelectMany(listener => listener.Authentication.Names)];
        if (links.Contains(LinkNames.Jwt) && !access.Token.HasKey)
            _errors.Add(new(file, 0, 0, "authentication names \"jwt\", and nothing says how signatures of tokens are checked", "Set secret, key or key_set under [access.jwt]"));
        if (links.Contains(LinkNames.Http) && access.Web.Address.Length == 0)
            _errors.Add(new(file, 0, 0, "authentication names \"http\", and no web service is named", "Set url under [access.http]"));
    }

    private void Read(IReadOnlyList<string> section, KeyValueSyntax pair)
    {
        if (pair.Key is null || pair.Value is null || _brokenLines.Contains(pair.Span.Start.Line)) return;
        string[] path = [.. section, .. Names(pair.Key)];
        if (pair.Value is InlineTableSyntax inline && IsSection(path))
        {
            foreach (var item in inline.Items)
                if (item.KeyValue is { } inner) Read(path, inner);
        }
        else if (path.Length >= 2 && Find(string.Join('.', path[..^1]), path[^1]) is { } setting) Apply(setting, pair);
        else if (path is [SettingTable.ListenerSection])
            Report(pair.Span.Start, "listener is not a value", "Write each listener as a section that begins with [[listener]]");
        else ReportUnknownKey(pair.Span.Start, path);
    }

    private void Apply(Setting setting, KeyValueSyntax pair)
    {
        if (pair.Value is null) return;
        if (setting.Section == SettingTable.ListenerSection && !_hasListeners)
        {
            Report(pair.Span.Start, $"{setting.FullName} belongs to no listener", "Write each listener as a section that begins with [[listener]]");
            return;
        }

        var problem = setting.Apply(pair.Value, ref _configuration);
        if (problem is null)
        {
            var name = setting.Section == SettingTable.ListenerSection ? Setting.NameInListener(_configuration.Listeners.Count - 1, setting.Key) : setting.FullName;
            _lines[name] = pair.Span.Start.Line + 1;
            return;
        }

        var otherwise = setting.DefaultText is { } text ? $" (default {text})" : "";
        var value = setting.IsSecret ? "(not shown)" : pair.Value.ToString().Trim();
        Report(pair.Value.Span.Start, $"{setting.FullName} = {value} {problem}", $"Allowed: {setting.Type.Allowed}{setting.Type.Form}{otherwise}");
    }

    private void ReportUnknownKey(TextPosition position, string[] path)
    {
        var section = string.Join('.', path.SkipLast(1));
        if (SettingTable.All.FirstOrDefault(setting => setting.Key == path[^1]) is { } elsewhere)
        {
            Report(position, $"{string.Join('.', path)} is unknown here", $"It belongs under [{elsewhere.Section}]");
            return;
        }

        if (section.Length > 0 && !IsSection(path[..^1])) { ReportUnknownSection(position, path[..^1]); return; }
        var known = SettingTable.All.Where(setting => section.Length == 0 || setting.Section == section);
        var nearest = NearestName.Of(path[^1], known.Select(setting => setting.Key));
        Report(position, $"unknown key {string.Join('.', path)}",
            nearest is null ? "Delete it; docs/configuration.md lists every key" : $"Did you mean {nearest}?");
    }

    private void ReportUnknownSection(TextPosition position, IReadOnlyList<string> path)
    {
        var name = string.Join('.', path);
        var nearest = NearestName.Of(name, SettingTable.Sections.Select(section => section.Name));
        ReportSection(position, path, "is unknown", nearest is null
            ? $"The sections are {string.Join(", ", SettingTable.Sections.Select(section => section.Name))}"
            : $"Did you mean [{nearest}]?");
    }

    private void ReportSection(TextPosition position, IReadOnlyList<string> path, string problem, string remedy) =>
        Report(position, $"section [{string.Join('.', path)}] {problem}", remedy);

    // Tomlyn counts lines and columns from 0, people from 1.
    private void Report(TextPosition position, string problem, string remedy) =>
        _errors.Add(new(file, position.Line + 1, position.Column + 1, problem, remedy));

    private static Setting? Find(string section, string key) =>
        SettingTable.All.FirstOrDefault(setting => setting.Section == section && setting.Key == key);

    private static bool IsSection(IReadOnlyList<string> path) =>
        string.Join('.', path) is var name && SettingTable.Sections.Any(section => section.Name == name);

    private static string[] Names(KeySyntax? key) => key is null
        ? []
        : [Name(key.Key), .. key.DotKeys.Select(item => Name(item.Key))];

    private static string Name(BareKeyOrStringValueSyntax? part) => part switch
    {
        BareKeySyntax { Key.Text: { } text } => text,
        StringValueSyntax { Value: { } text } => text,
        _ => "",
    };
}
