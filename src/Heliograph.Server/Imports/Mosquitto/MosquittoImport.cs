using Heliograph.Server.Listeners;
using Heliograph.Server.Mosquitto;

namespace Heliograph.Server.Imports.Mosquitto;

/// <summary>Reads a mosquitto.conf with the password and ACL files that it names.</summary>
internal sealed class MosquittoImport
{
    private readonly ImportReport _report = new();
    private readonly MosquittoConf _conf;
    private readonly string _folder;

    private MosquittoImport(string path)
    {
        var parser = new ConfParser();
        _conf = parser.Parse(path);
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (parser.Errors.FirstOrDefault(error => error.Line == 0) is { } unreadable) throw new OperatorException($"{path}: {unreadable.Problem}", unreadable.Remedy);
        if (parser.Errors.Count >= ConfParser.ErrorsMax)
            throw new OperatorException($"{path} has more than {ConfParser.ErrorsMax} lines that are not understood, the first: {parser.Errors[0]}", "Name a mosquitto.conf");
        foreach (var error in parser.Errors) _report.Leave(error.File, error.Line, error.Problem, error.Remedy);
    }

    /// <exception cref="OperatorException">A file cannot be read, or its ACL file has errors.</exception>
    public static ImportedInstance Read(string path) => new MosquittoImport(path).Read();

    private ImportedInstance Read()
    {
        var options = new MosquittoOptions(_report);
        foreach (var line in _conf.Broker.Lines.Where(line => line.Option.Scope == ConfScope.Whole)) options.Take(line);
        foreach (var line in Sources().SelectMany(listener => listener.Section.Lines)) options.Take(line);
        var listeners = Listeners();
        var rights = new MosquittoAccess(_conf, Sources().ToArray(), _folder, _report).Read();
        var configuration = options.Configuration;
        return new()
        {
            Source = "Mosquitto",
            Configuration = configuration with
            {
                Listeners = listeners,
                Access = new() { AllowAnonymous = rights.AllowAnonymous },
                Broker = configuration.Broker with { EmptyClientIdAllowed = rights.EmptyClientIdAllowed },
            },
            Users = rights.Users,
            Acl = rights.Acl,
            Report = _report,
        };
    }

    private IEnumerable<ConfListener> Sources() => _conf.Listeners.Append(_conf.Default);

    private ListenerOptions[] Listeners()
    {
        var listeners = new List<ListenerOptions>();
        foreach (var (mapped, source) in new ListenerMapping(_conf, []).Map())
        {
            var place = mapped.UnixSocket.Length > 0 ? mapped.UnixSocket : $"{mapped.Address} port {mapped.Port}";
            if (listeners.Any(other => other.Port == mapped.Port && other.Address == mapped.Address && other.UnixSocket == mapped.UnixSocket))
            {
                if (source.Line is { } again) _report.Leave(again.File, again.Number, $"listener {again.Value}", "the address is there already");
                continue;
            }

            var name = mapped.UnixSocket.Length > 0 ? "mqtt-unix" : $"mqtt-{mapped.Port}";
            if (listeners.Any(other => other.Name == name)) name += $"-{listeners.Count}";
            listeners.Add(mapped with { Name = name });
            if (source.Line is { } line) _report.Carry(line.File, line.Number, $"listener {line.Value}", $"listener \"{name}\" at {place}");
        }

        return [.. listeners];
    }
}
