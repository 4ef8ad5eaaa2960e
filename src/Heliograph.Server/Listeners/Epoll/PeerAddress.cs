using System.Buffers.Binary;
using System.Net;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>struct sockaddr of Linux, as accept4 fills it.</summary>
internal static class PeerAddress
{
    /// <summary>Bytes of the largest that is read: sockaddr_in6.</summary>
    public const int BytesMax = 28;

    private const ushort IPv4 = 2, IPv6 = 10;

    /// <summary>The end point that it names; null when it is none of IP.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> address)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return BitConverter.ToUInt16(address) switch
        {
            IPv4 => new(new IPAddress(address.Slice(4, 4)), port),
            IPv6 => new(new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address[24..])), port),
            _ => null,
        };
    }
}
