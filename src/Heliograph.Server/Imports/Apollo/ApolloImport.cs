using Heliograph.Server.Configuration;
using Heliograph.Server.Security;

namespace Heliograph.Server.Imports.Apollo;

/// <summary>Reads an instance folder of Apache Apollo 1.x: <c>etc/apollo.xml</c>, <c>users.properties</c>, <c>groups.properties</c>.</summary>
internal sealed class ApolloImport
{
    private readonly ImportReport _report = new();
    private readonly ApolloFile _files;
    private readonly ApolloPrincipals _principals;
    private readonly ApolloPorts _ports;
    private readonly List<ApolloRule> _rules = [];
    private ApolloElement? _authentication; // the one of the virtual host, or else of the broker
    private bool _hasHost;

    private ApolloImport(string folder)
    {
        _files = new(folder);
        _ports = new(_report);
        _principals = new(_files, _report);
    }

    /// <exception cref="OperatorException">The folder holds no Apollo instance that can be read.</exception>
    public static ImportedInstance Read(string folder) => Read(folder, password => PasswordHash.Create(password));

    /// <param name="folder">The instance folder.</param>
    /// <param name="hash">Makes a hash of a password.</param>
    internal static ImportedInstance Read(string folder, Func<string, PasswordHash> hash)
    {
        var import = new ApolloImport(folder);
        return import._files.Has(ApolloFile.Configuration)
            ? import.Read(hash)
            : throw new OperatorException(
                $"{folder} has no {ApolloFile.Configuration}", "Name the instance folder of Apache Apollo, or a mosquitto.conf");
    }

    // Apollo asks nobody who they are, and allows all, where the authentication in force is disabled.
    private bool IsOpen => _authentication is { IsDisabled: true };

    private ImportedInstance Read(Func<string, PasswordHash> hash)
    {
        var properties = _files.ReadProperties(ApolloFile.Properties).DistinctBy(line => line.Name).ToDictionary(line => line.Name, line => line.Value);
        var broker = new ApolloElement(_files.ReadConfiguration(), properties);
        var brokerRules = new List<ApolloRule>();
        foreach (var element in broker.Children) Take(element, brokerRules);
        var ofBroker = broker.Children.LastOrDefault(element => element.Name == "authentication");
        TakeAuthentication(ofBroker);
        // Those of the virtual host come first.
        _rules.AddRange(brokerRules);
        _principals.Read();
        var rights = new ApolloRights(_rules, _principals, _report) { IsOpen = IsOpen };
        var (acl, users) = rights.Convert(hash);
        return new()
        {
            Source = "Apache Apollo",
            Configuration = new ServerConfiguration
            {
                Listeners = _ports.Listeners,
                Console = _ports.Console with
                {
                    Admins = rights.UsersWith(ApolloRule.Admin), Viewers = rights.UsersWith(ApolloRule.Monitor),
                },
                Broker = _ports.Limits,
                Access = new() { AllowAnonymous = IsOpen },
            },
            Users = users,
            Acl = acl,
            Report = _report,
        };
    }

    private void Take(ApolloElement element, List<ApolloRule> brokerRules)
    {
        switch (element.Name)
        {
            case "connector": _ports.AddConnector(element); break;
            case "web_admin": _ports.AddConsole(element); break;
            case "virtual_host": TakeHost(element); break;
            case "access_rule": brokerRules.Add(new(element)); break;
            case "authentication": break; // after the virtual host, whose own comes first
            case "notes": Leave(element, "a remark"); break;
            case "key_storage": Leave(element, "a Java key store cannot be read; export certificate and key as PEM and name them with tls_certificate"); break;
            case "log_category": Leave(element, "logs are written to log/; see [log]"); break;
            default: Leave(element, "there is nothing of the kind here"); break;
        }
    }

    // MQTT knows no virtual hosts: its clients are at the first.
    private void TakeHost(ApolloElement host)
    {
        if (_hasHost || host.IsDisabled)
        {
            Leave(host, host.IsDisabled ? "it is disabled" : "MQTT clients reach the first virtual host only; make an instance for each other one");
            return;
        }

        _hasHost = true;
        foreach (var element in host.Children)
        {
            switch (element.Name)
            {
                case "access_rule": _rules.Add(new(element)); break;
                case "authentication": _authentication = element; break;
                case "host_name": Leave(element, "MQTT knows no virtual hosts; every name leads here"); break;
                case "leveldb_store" or "bdb_store": Leave(element, "state is kept in data/; messages and sessions stay behind"); break;
                case "null_store": Leave(element, "state is kept in data/, here always"); break;
                case "topic" or "queue" or "dsub" or "topic_alias": Leave(element, "destinations need no settings here; bounds are in [limits]"); break;
                default: Leave(element, "there is nothing of the kind here"); break;
            }
        }
    }

    private void TakeAuthentication(ApolloElement? ofBroker)
    {
        if (_authentication is not null && ofBroker is not null) Leave(ofBroker, "the virtual host has an authentication of its own, which counts");
        _authentication ??= ofBroker;
        if (_authentication is null) return;
        _report.Carry(ApolloFile.Configuration, _authentication.Line, _authentication.ToString(), IsOpen
            ? "as before nobody is asked who they are: allow_anonymous with all rights, at every listener. Set allow_anonymous = false in [access] to close it"
            : "users are those of etc/users; other login modules than Apollo's files are not carried over");
    }

    private void Leave(ApolloElement element, string why) => _report.Leave(ApolloFile.Configuration, element.Line, element.ToString(), why);
}
