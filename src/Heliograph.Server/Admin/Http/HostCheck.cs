using System.Net;
using Microsoft.AspNetCore.Http;

namespace Heliograph.Server.Admin.Http;

/// <summary>
/// Takes no request whose Host is a name that someone else may have pointed here: a page of another site would otherwise
/// reach a console that only this machine can (DNS rebinding).
/// </summary>
internal sealed class HostCheck(IPAddress bound)
{
    public void Check(HttpRequest request)
    {
        var host = request.Host.Host;
        if (host is "localhost" or "" || IPAddress.TryParse(host.Trim('[', ']'), out _)) return;
        if (!IPAddress.IsLoopback(bound) && (IsOwnName(host) || !host.Contains('.', StringComparison.Ordinal))) return;
        throw new ProblemException(421, "Misdirected", "the console does not answer to this host name")
        {
            Field = "Host",
            Value = host,
            Remedy = "Use the address or the name of the machine",
        };
    }

    private static bool IsOwnName(string host) =>
        host.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)
        || host.StartsWith(Dns.GetHostName() + ".", StringComparison.OrdinalIgnoreCase);
}
