using System.Net;

namespace Heliograph.Server.Listeners.Proxies;

/// <summary>The header X-Forwarded-For: each proxy adds at the end whom it was asked by.</summary>
internal static class ForwardedFor
{
    public const string Header = "X-Forwarded-For";

    /// <summary>Finds the client: the last one who is no proxy that is trusted, since what stands before may be invented.</summary>
    /// <param name="values">The header, once or several times.</param>
    /// <param name="proxies">Who is trusted.</param>
    /// <param name="client">The client; null when the header is not there.</param>
    /// <returns>False when it names what is no address.</returns>
    public static bool TryRead(IReadOnlyList<string?> values, TrustedProxies proxies, out IPEndPoint? client)
    {
        client = null;
        foreach (var hop in string.Join(',', values).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (!TryReadHop(hop, out client)) return false;
            if (!proxies.Contains(client!.Address)) return true;
        }

        return true;
    }

    // With or without a port; with one, IPv6 is in brackets. IPAddress reads what is in brackets, too, and forgets the port.
    private static bool TryReadHop(string text, out IPEndPoint? hop)
    {
        hop = text[0] != '[' && IPAddress.TryParse(text, out var address) ? new(address, 0) : null;
        return hop is not null || IPEndPoint.TryParse(text, out hop);
    }
}
