using Heliograph.Server.Configuration;

namespace Heliograph.Server.Mosquitto;

/// <summary>Reads a mosquitto.conf line by line and gathers every error. Used once.</summary>
/// <remarks>A line is an option and its value; one that is empty or begins with <c>#</c> says nothing.</remarks>
internal sealed class ConfParser
{
    /// <summary>Errors kept; the reader stops there.</summary>
    public const int ErrorsMax = 100;

    /// <summary>Characters of one file.</summary>
    private const int CharactersMax = 10_000_000;

    private readonly List<ConfigurationError> _errors = [];
    private readonly List<string> _notes = [];
    private readonly List<(ConfListener Listener, ConfLine Line)> _unsupported = [];
    private readonly ConfSection _broker = new();
    private readonly ConfListener _default = new(null);
    private readonly List<ConfListener> _listeners = [];
    private bool _hasRightsPerListener;
    private bool _hasRights;
    private bool _hasBridge;

    public IReadOnlyList<ConfigurationError> Errors => _errors;

    /// <summary>The lines that are no error of the file and that nothing here can do, each with the listener it stands under.</summary>
    public IReadOnlyList<(ConfListener Listener, ConfLine Line)> Unsupported => _unsupported;

    public MosquittoConf Parse(string path)
    {
        ReadFile(path, isIncluded: false);
        return new(_broker, _default, _listeners, _hasRightsPerListener, _notes);
    }

    private void ReadFile(string path, bool isIncluded)
    {
        if (ReadText(path) is not { } text) return;
        var number = 0;
        var listener = _default; // a file that is included begins anew
        foreach (var whole in text.Split('\n'))
        {
            number++;
            if (_errors.Count >= ErrorsMax) return;
            var line = whole.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            var end = line.AsSpan().IndexOfAny(' ', '\t');
            var (name, value) = end < 0 ? (line, "") : (line[..end], line[end..].Trim());
            if (!ConfOptions.All.TryGetValue(name, out var option)) RefuseUnknown(path, number, name);
            else Take(new(path, number, option, value), ref listener, isIncluded);
        }
    }

    private void Take(ConfLine line, ref ConfListener listener, bool isIncluded)
    {
        var option = line.Option;
        if (option.Use == ConfUse.Refused)
        {
            _unsupported.Add((listener, line));
            // One error for each bridge, and not for each line of it.
            if (option.Scope != ConfScope.Bridge || option.Name == "connection" || !_hasBridge) Refuse(line, "is not supported", option.Note);
            _hasBridge |= option.Scope == ConfScope.Bridge;
            return;
        }

        if (ConfValue.Fault(option, line.Value) is { } fault)
        {
            Refuse(line, $"cannot be '{line.Value}'", fault);
            return;
        }

        if (option.Use == ConfUse.Ignored) _notes.Add($"{line.Place}: {option.Name} has no effect: {option.Note}.");
        switch (option.Name)
        {
            case "include_dir":
                if (!isIncluded) Include(line);
                break;
            case "listener":
                if (FaultOfListener(line.Value) is { } wrong) Refuse(line, $"cannot be '{line.Value}'", wrong);
                else _listeners.Add(listener = new(line));
                break;
            case "per_listener_settings":
                if (_hasRights) Refuse(line, "comes too late", "write it before the first option for rights, such as allow_anonymous");
                _hasRightsPerListener = line.Value == "true";
                break;
            default:
                _hasRights |= option.Scope == ConfScope.Access;
                AddTo(SectionFor(option.Scope, listener), line);
                break;
        }
    }

    private ConfSection SectionFor(ConfScope scope, ConfListener listener) => scope switch
    {
        ConfScope.Listener => listener.Section,
        ConfScope.Access when _hasRightsPerListener => listener.Section,
        _ => _broker,
    };

    private void AddTo(ConfSection section, ConfLine line)
    {
        var option = line.Option;
        if (option is { Form: ConfForm.Text, Repeats: false } && section.Find(option.Name) is { } earlier)
            Refuse(line, "is there twice", $"remove it here or at {earlier.Place}");
        section.Add(line);
    }

    private void Include(ConfLine line)
    {
        string[] files;
        try
        {
            files = Directory.GetFiles(line.Value, "*.conf");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Refuse(line, $"cannot be '{line.Value}'", $"the folder cannot be read: {failure.Message.TrimEnd('.')}");
            return;
        }

        // As there: by letter, and of the same letters those with the capital first.
        Array.Sort(files, static (one, other) => string.Compare(one, other, StringComparison.OrdinalIgnoreCase) is not 0 and var order ? order : string.CompareOrdinal(one, other));
        foreach (var file in files) ReadFile(file, isIncluded: true);
    }

    private string? ReadText(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > CharactersMax })
                throw new IOException($"it has more than {CharactersMax} bytes");
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _errors.Add(new(path, 0, 0, $"the file cannot be read: {failure.Message.TrimEnd('.')}", "Name a file that is there and may be read"));
            return null;
        }
    }

    private static string? FaultOfListener(string value)
    {
        var space = value.IndexOf(' ');
        var port = ConfValue.Number(space < 0 ? value : value[..space]);
        if (port is not (>= 0 and <= 65_535)) return "write: listener PORT [ADDRESS], with a port from 1 to 65535";
        return port == 0 && space < 0 ? "port 0 goes with the path of a Unix socket: listener 0 PATH" : null;
    }

    private void RefuseUnknown(string path, int number, string name)
    {
        if (name.StartsWith("plugin_opt_", StringComparison.Ordinal) || name.StartsWith("auth_opt_", StringComparison.Ordinal))
            _errors.Add(new(path, number, 0, $"{name} is not supported", ConfOptions.All["plugin"].Note));
        else
            _errors.Add(new(path, number, 0, $"there is no option {name}", NearestName.Of(name, ConfOptions.All.Keys) is { } near
                ? $"Did you mean {near}?"
                : "Remove it, or see docs/mosquitto.md for those there are"));
    }

    private void Refuse(ConfLine line, string problem, string remedy) => _errors.Add(new(
        line.File, line.Number, 0, $"{line.Option.Name} {problem}", string.Concat(char.ToUpperInvariant(remedy[0]).ToString(), remedy.AsSpan(1))));
}
