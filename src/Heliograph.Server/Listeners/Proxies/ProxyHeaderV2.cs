using System.Buffers.Binary;
using System.Net;

namespace Heliograph.Server.Listeners.Proxies;

/// <summary>Version 2, binary.</summary>
/// <remarks>
/// <code>
/// | signature, 12 bytes | version and command | family and transport | length, 2 bytes | addresses | what else it says |
/// </code>
/// The length counts what follows it. What else it says (of TLS at the proxy, say) is checked for its form and not used.
/// </remarks>
internal static class ProxyHeaderV2
{
    private const int FrontBytes = 16, FurtherHeadBytes = 3;
    private const byte Local = 0x20, Proxied = 0x21;
    private const byte Unspecified = 0x00, TcpOverIPv4 = 0x11, TcpOverIPv6 = 0x21, UnixStream = 0x31;

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    public static ProxyReading Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length, out string problem)
    {
        (header, length, problem) = (default, 0, "no PROXY header");
        var begin = Math.Min(bytes.Length, Signature.Length);
        if (!bytes[..begin].SequenceEqual(Signature[..begin])) return ProxyReading.Refused;
        if (bytes.Length < FrontBytes) return ProxyReading.Incomplete;
        length = FrontBytes + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        var (command, family) = (bytes[12], bytes[13]);
        var addressBytes = AddressBytesOf(family);
        problem = (command, addressBytes) switch
        {
            (not (Local or Proxied), _) => $"a PROXY header of version 2 with the unknown version and command 0x{command:X2}",
            (Proxied, < 0) => $"a PROXY header of version 2 for 0x{family:X2}, which is no kind of connection that is served",
            _ when length > ProxyHeader.BytesMax => $"a PROXY header of version 2 that is longer than {ProxyHeader.BytesMax} bytes",
            (Proxied, _) when length < FrontBytes + addressBytes => "a PROXY header of version 2 that is shorter than its addresses",
            _ => "",
        };
        if (problem.Length > 0) return ProxyReading.Refused;
        if (bytes.Length < length) return ProxyReading.Incomplete;
        if (command == Local)
        {
            header = new(null, IsOfProxy: true);
            return ProxyReading.Complete;
        }

        var body = bytes[FrontBytes..length];
        if (!IsWellFormed(family == Unspecified ? [] : body[addressBytes..]))
        {
            problem = "a PROXY header of version 2 whose further fields do not end where it does";
            return ProxyReading.Refused;
        }

        header = new(ClientOf(family, body), IsOfProxy: false);
        return ProxyReading.Complete;
    }

    // Source and destination, with a port each over TCP; -1 for what is refused.
    private static int AddressBytesOf(byte family) => family switch
    {
        Unspecified => 0,
        TcpOverIPv4 => 12,
        TcpOverIPv6 => 36,
        UnixStream => 216,
        _ => -1,
    };

    private static IPEndPoint? ClientOf(byte family, ReadOnlySpan<byte> body) => family switch
    {
        TcpOverIPv4 => new(new IPAddress(body[..4]), BinaryPrimitives.ReadUInt16BigEndian(body[8..])),
        TcpOverIPv6 => new(new IPAddress(body[..16]), BinaryPrimitives.ReadUInt16BigEndian(body[32..])),
        _ => null,
    };

    // Each a type, a length of two bytes, and so many bytes.
    private static bool IsWellFormed(ReadOnlySpan<byte> fields)
    {
        while (fields.Length >= FurtherHeadBytes)
        {
            var field = FurtherHeadBytes + BinaryPrimitives.ReadUInt16BigEndian(fields[1..]);
            if (field > fields.Length) return false;
            fields = fields[field..];
        }

        return fields.IsEmpty;
    }
}
