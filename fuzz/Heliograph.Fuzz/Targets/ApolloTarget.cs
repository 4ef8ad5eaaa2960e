using System.Text;
using Heliograph.Broker.Access.Acl;
using Heliograph.Server;
using Heliograph.Server.Configuration;
using Heliograph.Server.Imports.Apollo;
using Heliograph.Server.Security;

namespace Heliograph.Fuzz.Targets;

/// <summary>
/// An instance folder of Apache Apollo; the input is <c>apollo.xml</c>, then after lines of <c>---</c> <c>users.properties</c> and
/// <c>groups.properties</c>. What comes out of it Heliograph reads itself.
/// </summary>
public sealed class ApolloTarget : ITarget
{
    private const string Parting = "\n---\n";

    public string Name => "apollo";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        "\n---\n"u8.ToArray(), "<access_rule allow=\"*\"/>"u8.ToArray(), "<virtual_host id=\"x\">"u8.ToArray(), "</virtual_host>"u8.ToArray(), "</broker>"u8.ToArray(),
        " deny=\"+\""u8.ToArray(), " kind=\"topic\""u8.ToArray(), " action=\"send\""u8.ToArray(), " id=\"a.*.**\""u8.ToArray(), "${a}"u8.ToArray(),
        "<connector bind=\"tcp://0.0.0.0:1\"/>"u8.ToArray(), "<web_admin bind=\"http://[::]:1\"/>"u8.ToArray(), "connection_limit=\"99999999999\""u8.ToArray(),
        "<!DOCTYPE a [<!ENTITY b \"c\">]>"u8.ToArray(), "&b;"u8.ToArray(), "&#10;"u8.ToArray(), "&#x0;"u8.ToArray(), "="u8.ToArray(), "|"u8.ToArray(), "\\u0000"u8.ToArray(), "\""u8.ToArray(), [0xFF],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var parts = Encoding.UTF8.GetString(input).Split(Parting, 3);
        var folder = Directory.CreateTempSubdirectory("heliograph-fuzz-");
        try
        {
            var etc = folder.CreateSubdirectory("etc").FullName;
            File.WriteAllText(Path.Combine(etc, "apollo.xml"), parts[0]);
            File.WriteAllText(Path.Combine(etc, "users.properties"), parts.ElementAtOrDefault(1) ?? "");
            File.WriteAllText(Path.Combine(etc, "groups.properties"), parts.ElementAtOrDefault(2) ?? "");
            Bounds.Check(() => Import(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Import(string folder)
    {
        try
        {
            // A real hash costs as much as the rest of a thousand runs.
            var imported = ApolloImport.Read(folder, _ => new PlainPassword("plain"));
            FindingException.Unless(AclRules.TryParse(imported.Acl, "acl", out _, out _), "an ACL that can be read");
            FindingException.Unless(PasswordFile.TryParse(imported.Users, "users", out _, out _), "users that can be read");
            var settings = ConfigurationFile.Parse(DefaultConfigurationFile.Render(imported.Configuration), "heliograph.toml");
            FindingException.Unless(settings.Configuration is not null, $"a configuration that can be read: {(settings.Errors.Count > 0 ? settings.Errors[0] : "")}");
        }
        catch (OperatorException)
        {
            // Refused, with what to do.
        }
    }
}
