using System.Collections.Frozen;
using System.Net;
using System.Net.NetworkInformation;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Admin.Http;

/// <summary>
/// Takes no request whose Host is a name that someone else may have pointed here: a page of another site would otherwise
/// reach a console that its own server cannot (DNS rebinding).
/// </summary>
internal sealed class HostCheck
{
    private readonly FrozenSet<string> _names;
    private readonly bool _isExposed;

    /// <param name="options">Where the console is bound, and what else it is called.</param>
    public HostCheck(AdminOptions options)
    {
        _isExposed = !IPAddress.IsLoopback(IPAddress.Parse(options.Address));
        _names = (_isExposed ? OwnNames() : []).Concat(options.HostNames.Names).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public void Check(HttpRequest request)
    {
        var host = request.Host.Host;
        if (host is "localhost" or "" || IPAddress.TryParse(host.Trim('[', ']'), out _) || _names.Contains(host)) return;
        if (_isExposed && !host.Contains('.', StringComparison.Ordinal)) return; // no name of the Internet
        throw new ProblemException(421, "Misdirected", "the console does not answer to this host name")
        {
            Field = "Host",
            Value = host,
            Remedy = "Use the address or the name of the machine, or add this name to host_names under [console] in etc/heliograph.toml",
        };
    }

    // With the machine's own domain, and .local, which no server of the Internet answers for.
    private static string[] OwnNames()
    {
        var name = Dns.GetHostName();
        return [name, $"{name}.local", $"{name}.{IPGlobalProperties.GetIPGlobalProperties().DomainName}"];
    }
}
