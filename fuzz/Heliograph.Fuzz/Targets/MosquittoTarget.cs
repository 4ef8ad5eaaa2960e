using System.Text;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server;
using Heliograph.Server.Configuration;
using Heliograph.Server.Imports.Mosquitto;
using Heliograph.Server.Mosquitto;
using Heliograph.Server.Security;

namespace Heliograph.Fuzz.Targets;

/// <summary>A mosquitto.conf: it is read, or refused with errors that say where; what an import makes of it Heliograph reads itself.</summary>
public sealed class MosquittoTarget : ITarget
{
    public string Name => "mosquitto";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. "\n;\r\n; ;\t;#;true;false;0;-1;65536;99999999999999999999;2w;1y;listener 0 x;per_listener_settings true;connection x;include_dir .;log_dest file x"
            .Split(';').Concat(ConfOptions.All.Keys.Select(name => $"\n{name} ")).Select(Encoding.UTF8.GetBytes),
        [0], [0xFF],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        // A file in a folder of its own: what it includes or names is not there.
        var folder = Directory.CreateTempSubdirectory("heliograph-fuzz-");
        try
        {
            var path = Path.Combine(folder.FullName, "mosquitto.conf");
            File.WriteAllBytes(path, input);
            Bounds.Check(() => Refusable(() => MosquittoConf.Read(path)));
            // A name that is not an address would ask the network.
            if (!HasHostName(path)) Bounds.Check(() => Refusable(() => Import(path)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool HasHostName(string path)
    {
        var conf = new ConfParser().Parse(path);
        return conf.Listeners.Append(conf.Default).Any(listener => listener.Port != 0 && listener.Address is not null && !System.Net.IPAddress.TryParse(listener.Address, out _));
    }

    private static void Import(string path)
    {
        var imported = MosquittoImport.Read(path);
        FindingException.Unless(AclRules.TryParse(imported.Acl, "acl", out _, out _), "an ACL that can be read");
        FindingException.Unless(PasswordFile.TryParse(imported.Users, "users", out _, out _), "users that can be read");
        var settings = ConfigurationFile.Parse(DefaultConfigurationFile.Render(imported.Configuration), "heliograph.toml");
        FindingException.Unless(settings.Configuration is not null, $"a configuration that can be read: {(settings.Errors.Count > 0 ? settings.Errors[0] : "")}");
    }

    private static void Refusable(Action run)
    {
        try
        {
            run();
        }
        catch (OperatorException)
        {
            // Refused, with what to do.
        }
    }
}
