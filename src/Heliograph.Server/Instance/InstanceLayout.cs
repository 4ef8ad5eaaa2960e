using Heliograph.Server.Admin;
using Heliograph.Server.Configuration;
using Heliograph.Server.Listeners;
using Heliograph.Server.Security.Tokens;

namespace Heliograph.Server.Instance;

/// <summary>Where the parts of an instance folder are.</summary>
/// <param name="Root">The full path of the instance folder.</param>
internal sealed record InstanceLayout(string Root)
{
    /// <summary>The configuration file as it is named in messages.</summary>
    public const string ConfigurationName = "etc/heliograph.toml";

    /// <summary>The layout of a folder, given as people write it.</summary>
    public static InstanceLayout Of(string folder) => new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    public string Bin => At("bin");
    public string Etc => At("etc");
    public string Data => At("data");
    public string Journal => At("data", "journal");
    public string ApiKeysFile => At("data", "api-keys.json");
    public string BansFile => At("data", "bans.json");
    public string AuditFolder => At("data", "audit");
    public string ConfigurationHistoryFile => At("data", "configuration-history.json");
    public string Events => At("data", "events");
    public string Traces => At("data", "traces");
    public string Log => At("log");
    public string Tmp => At("tmp");
    public string ConfigurationFile => At("etc", "heliograph.toml");

    /// <summary>The name of the instance: that of its folder.</summary>
    public string Name => Path.GetFileName(Root) is { Length: > 0 } name ? name : "heliograph";

    /// <summary>Whether the folder holds an instance.</summary>
    public bool Exists => File.Exists(ConfigurationFile);

    /// <summary>The password file that a configuration names.</summary>
    public string UsersFile(AccessOptions access) => Path.GetFullPath(access.UsersFile, Root);

    /// <summary>The certificate of the console that a configuration names.</summary>
    public string CertificateFile(AdminOptions console) => Path.GetFullPath(console.Certificate, Root);

    /// <summary>The access control list that a configuration names.</summary>
    public string AclFile(AccessOptions access) => Path.GetFullPath(access.AclFile, Root);

    /// <summary>A listener whose files are named by their full paths.</summary>
    public ListenerOptions WithFullPaths(ListenerOptions listener) => listener with
    {
        UnixSocket = Full(listener.UnixSocket),
        Tls = listener.Tls with
        {
            Certificate = Full(listener.Tls.Certificate),
            Key = Full(listener.Tls.Key),
            FurtherCertificates = new([.. listener.Tls.FurtherCertificates.Names.Select(Full)]),
            FurtherKeys = new([.. listener.Tls.FurtherKeys.Names.Select(Full)]),
            ClientAuthority = Full(listener.Tls.ClientAuthority),
            RevocationList = Full(listener.Tls.RevocationList),
        },
    };

    /// <summary>The access settings with files that are named by their full paths.</summary>
    internal AccessOptions WithFullPaths(AccessOptions access) => access with
    {
        Token = access.Token with
        {
            KeyFile = Full(access.Token.KeyFile),
            KeySet = TokenKeys.IsWeb(access.Token.KeySet) ? access.Token.KeySet : Full(access.Token.KeySet),
            KeySetAuthority = Full(access.Token.KeySetAuthority),
        },
        Web = access.Web with { Authority = Full(access.Web.Authority) },
    };

    private string Full(string file) => file.Length > 0 ? Path.GetFullPath(file, Root) : "";

    private string At(params string[] parts) => Path.Combine([Root, .. parts]);
}
