using Heliograph.Server.Mosquitto;
using Heliograph.Server.Security.Chain;

namespace Heliograph.Server.Imports.Mosquitto;

/// <summary>Reads a mosquitto.conf with the password and ACL files that it names.</summary>
internal sealed class MosquittoImport
{
    private readonly ImportReport _report = new();
    private readonly MosquittoConf _conf;
    private readonly IReadOnlyList<(ConfListener Listener, ConfLine Line)> _unsupported;
    private readonly string _folder;
    private CertificateName _certificateName; // of all listeners that take one, once the first is there

    private MosquittoImport(string path)
    {
        var parser = new ConfParser();
        _conf = parser.Parse(path);
        _unsupported = parser.Unsupported;
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
        if (_conf.Broker.Find("clientid_prefixes") is { } prefixes)
            throw new OperatorException($"{prefixes.Place}: an instance takes any client id, and clientid_prefixes keeps some out", "Run the file as it is with heliograph mosquitto, or import a copy without this line");
        var options = new MosquittoOptions(_report);
        foreach (var line in _conf.Broker.Lines.Where(line => line.Option.Scope == ConfScope.Whole)) options.Take(line);
        foreach (var line in Sources().SelectMany(listener => listener.Section.Lines)) options.Take(line);
        var listeners = Listeners();
        var carried = listeners.Select(listener => listener.Source).Distinct().ToArray();
        var rights = new MosquittoAccess(_conf, carried, Plugin(), _folder, _report).Read();
        var configuration = options.Configuration;
        return new()
        {
            Source = "Mosquitto",
            Configuration = configuration with
            {
                Listeners = [.. listeners.Select(listener => listener.Options)],
                Access = new()
                {
                    AllowAnonymous = rights.AllowAnonymous,
                    CertificateUser = _certificateName == CertificateName.Subject ? CertificateUser.Subject : CertificateUser.CommonName,
                },
                Broker = configuration.Broker with { EmptyClientIdAllowed = rights.EmptyClientIdAllowed },
            },
            Users = rights.Users,
            Acl = rights.Acl,
            Report = _report,
        };
    }

    private IEnumerable<ConfListener> Sources() => _conf.Listeners.Append(_conf.Default);

    private ConfLine? Plugin() => _unsupported.Select(one => one.Line)
        .FirstOrDefault(line => line.Option.Name is "plugin" or "global_plugin" or "plugin_load" or "plugin_use" or "auth_plugin");

    private List<MappedListener> Listeners()
    {
        var listeners = new List<MappedListener>();
        var guarded = new HashSet<ConfListener>();
        foreach (var (mapped, source) in new ListenerMapping(_conf, []).Map())
        {
            if (GuardOf(source) is { } guard)
            {
                if (guarded.Add(source)) LeaveClosed(source, guard, $"an instance has no {guard.Option.Name} ({guard.Place}), and without it more would come in or be seen");
                continue;
            }

            var certificateName = RightsReader.CertificateNameOf(source.Section);
            if (certificateName != CertificateName.None && _certificateName != CertificateName.None && certificateName != _certificateName)
            {
                if (guarded.Add(source)) LeaveClosed(source, source.Section.Lines.First(IsOfCertificateName), "certificate_user is one for all listeners, and another one takes the other name of certificates");
                continue;
            }

            var place = mapped.UnixSocket.Length > 0 ? mapped.UnixSocket : $"{mapped.Address} port {mapped.Port}";
            if (listeners.Any(other => other.Options.Port == mapped.Port && other.Options.Address == mapped.Address && other.Options.UnixSocket == mapped.UnixSocket))
            {
                if (source.Line is { } again) _report.Leave(again.File, again.Number, $"listener {again.Value}", "the address is there already");
                continue;
            }

            var name = mapped.UnixSocket.Length > 0 ? "mqtt-unix" : $"mqtt-{mapped.Port}";
            if (listeners.Any(other => other.Options.Name == name)) name += $"-{listeners.Count}";
            listeners.Add(new(mapped with { Name = name, Authentication = certificateName == CertificateName.None ? new() : new(LinkNames.Certificate) }, source));
            if (certificateName != CertificateName.None) _certificateName = certificateName;
            if (source.Line is { } line) _report.Carry(line.File, line.Number, $"listener {line.Value}", $"listener \"{name}\" at {place}");
        }

        return listeners.Count > 0 || guarded.Count == 0 ? listeners : throw new OperatorException(
            $"no listener can be carried over: {GuardOf(guarded.First())!.Place} narrows who comes in there or what they see, and an instance has no such setting", "Run the file as it is with heliograph mosquitto");
    }

    // What keeps clients out or apart at a listener, and is no setting of an instance: without it the listener would be wider.
    private ConfLine? GuardOf(ConfListener listener) =>
        listener.Section.Lines.FirstOrDefault(line => line.Option.Name is "mount_point" || line is { Option.Name: "use_username_as_clientid", Value: "true" })
        ?? _unsupported.FirstOrDefault(one => ReferenceEquals(one.Listener, listener)
            && one.Line.Option.Name is "bind_interface" or "psk_file" or "psk_hint" or "proxy_protocol_v2_require_tls").Line;

    private static bool IsOfCertificateName(ConfLine line) => line.Option.Name is "use_identity_as_username" or "use_subject_as_username";

    private void LeaveClosed(ConfListener listener, ConfLine cause, string why)
    {
        var (line, what) = listener.Line is { } own ? (own, $"listener {own.Value}") : (cause, "the default listener");
        _report.Leave(line.File, line.Number, what, $"it is not opened: {why}; run it with heliograph mosquitto");
    }
}
