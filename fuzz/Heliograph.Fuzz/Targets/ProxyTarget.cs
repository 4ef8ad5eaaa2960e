using System.Text;
using Heliograph.Server.Admin;
using Heliograph.Server.Listeners.Proxies;

namespace Heliograph.Fuzz.Targets;

/// <summary>The PROXY header at the front of a connection, of either version, and the same bytes as X-Forwarded-For.</summary>
public sealed class ProxyTarget : ITarget
{
    private static readonly TrustedProxies Proxies = new(new NameList("127.0.0.1", "10.0.0.0/8", "2001:db8::/32"));

    public string Name => "proxy";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        "PROXY "u8.ToArray(), "TCP4 "u8.ToArray(), "TCP6 "u8.ToArray(), "UNKNOWN"u8.ToArray(), "\r\n"u8.ToArray(), " "u8.ToArray(), "65535"u8.ToArray(), "10.1.2.3"u8.ToArray(),
        "::1"u8.ToArray(), "[::1]:5"u8.ToArray(), ", "u8.ToArray(), "\r\n\r\n\0\r\nQUIT\n"u8.ToArray(), [0x20], [0x21], [0x11], [0x31], [0, 12], [0, 36], [0, 216], [0xFF, 0xFF], [4, 0, 0],
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var bytes = input.ToArray();
        var reading = ProxyHeader.Read(new(bytes), out var header, out var length, out var problem);
        FindingException.Unless(reading != ProxyReading.Complete || (length > 0 && length <= bytes.Length), "a header within its bytes");
        FindingException.Unless(reading == ProxyReading.Complete || header == default, "a client of a whole header only");
        FindingException.Unless(reading != ProxyReading.Refused || problem.Length > 0, "a reason for what is refused");

        // What has been decided stays, whatever follows; until then every beginning was incomplete.
        if (reading != ProxyReading.Incomplete)
        {
            FindingException.Unless(ProxyHeader.Read(new((byte[])[.. bytes, 0x10, 0]), out var same, out _, out _) == reading && same == header, "bytes behind the header do not matter");
        }

        if (reading == ProxyReading.Complete)
        {
            for (var cut = 0; cut < length; cut++)
                FindingException.Unless(ProxyHeader.Read(new(bytes.AsMemory(0, cut)), out _, out _, out _) == ProxyReading.Incomplete, "a part of a header is waited for");
        }

        if (ForwardedFor.TryRead([Encoding.Latin1.GetString(bytes)], Proxies, out var client) && client is not null)
            FindingException.Unless(client.Port is >= 0 and <= 65_535, "a client with a port that there is");
    }
}
