using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Heliograph.Server.Listeners.Proxies;

/// <summary>Version 1, a line: <c>PROXY TCP4 198.51.100.7 192.0.2.1 40001 1883</c>, and CR LF.</summary>
internal static class ProxyHeaderV1
{
    private const int BytesMax = 107;

    private static ReadOnlySpan<byte> Begin => "PROXY "u8;

    public static ProxyReading Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length, out string problem)
    {
        (header, length, problem) = (default, 0, "no PROXY header");
        var begin = Math.Min(bytes.Length, Begin.Length);
        if (!bytes[..begin].SequenceEqual(Begin[..begin])) return ProxyReading.Refused;
        var end = bytes[..Math.Min(bytes.Length, BytesMax)].IndexOf("\r\n"u8);
        if (end < 0)
        {
            problem = $"a PROXY header of version 1 that is longer than {BytesMax} bytes";
            return bytes.Length < BytesMax ? ProxyReading.Incomplete : ProxyReading.Refused;
        }

        length = end + 2;
        problem = "a PROXY header of version 1 that is malformed";
        if (!Ascii.IsValid(bytes[..end])) return ProxyReading.Refused;
        var words = Encoding.ASCII.GetString(bytes[..end]).Split(' ');
        if (words[1] == "UNKNOWN") return ProxyReading.Complete;
        if (words is not [_, var family, var source, var destination, var sourcePort, var destinationPort]) return ProxyReading.Refused;
        if (!TryRead(family, source, out var client) || !TryRead(family, destination, out _)) return ProxyReading.Refused;
        if (!TryReadPort(sourcePort, out var port) || !TryReadPort(destinationPort, out _)) return ProxyReading.Refused;
        header = new(new(client, port), IsOfProxy: false);
        return ProxyReading.Complete;
    }

    private static bool TryRead(string family, string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (!IPAddress.TryParse(text, out var parsed)) return false;
        address = parsed;
        // As the sender wrote it and no other way: 010.1 is an address to some. IPv6 in brackets or with a zone is none here.
        return family switch
        {
            "TCP4" => parsed.AddressFamily == AddressFamily.InterNetwork && parsed.ToString() == text,
            "TCP6" => parsed.AddressFamily == AddressFamily.InterNetworkV6 && text.All(one => char.IsAsciiHexDigit(one) || one is ':' or '.'),
            _ => false,
        };
    }

    private static bool TryReadPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && (text.Length == 1 || text[0] != '0');
}
