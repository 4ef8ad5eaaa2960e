using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Heliograph.Server.Security.Bans;

/// <summary>Addresses that begin alike; a single one is a range, too. IPv4 is what it is as part of IPv6 (RFC 4291, 2.5.5.2).</summary>
/// <param name="Network">What they begin with; the other bits are 0.</param>
/// <param name="PrefixLength">Bits that they have in common, 0 to 128.</param>
internal readonly record struct AddressRange(UInt128 Network, int PrefixLength)
{
    private const int BitsMax = 128, MappedBits = 96, HostBits = 64, SiteBits = 48;

    /// <summary>Reads an IP address, or a range such as 10.0.0.0/8; bits behind the prefix do not matter.</summary>
    /// <remarks>Refused is what people could mean differently, such as ::ffff:10.0.0.0/8: the length of IPv4, or of IPv6?</remarks>
    public static bool TryParse(string text, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? text : text[..slash];
        if (name.Any(one => !char.IsAsciiHexDigit(one) && one is not (':' or '.')) || !IPAddress.TryParse(name, out var address)) return false;
        var isFour = address.AddressFamily == AddressFamily.InterNetwork;
        if (isFour && address.ToString() != name) return false; // 010.1 and the like mean different things to different people
        var bits = isFour ? BitsMax - MappedBits : BitsMax;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits)) return false;
        if (address.IsIPv4MappedToIPv6 && length < MappedBits) return false;
        range = Of(address, isFour ? length + MappedBits : length);
        return true;
    }

    /// <summary>The range of an address, and those that have so many bits in common with it.</summary>
    public static AddressRange Of(IPAddress address, int prefixLength = BitsMax)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            bytes[10] = bytes[11] = 0xFF;
            address.TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
        }

        var mask = prefixLength == 0 ? UInt128.Zero : UInt128.MaxValue << (BitsMax - prefixLength);
        return new(BinaryPrimitives.ReadUInt128BigEndian(bytes) & mask, prefixLength);
    }

    /// <summary>All addresses that one host may have for itself: itself, or an IPv6 network of 64 bits.</summary>
    public static AddressRange OfHost(IPAddress address) =>
        Of(address, address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6 ? HostBits : BitsMax);

    /// <summary>All addresses that one customer may have for itself, around those of a host: of IPv6 a network of 48 bits, else itself.</summary>
    public AddressRange OfSite() => PrefixLength == HostBits ? new(Network & (UInt128.MaxValue << (BitsMax - SiteBits)), SiteBits) : this;

    public bool Contains(IPAddress address) => Of(address, PrefixLength).Network == Network;

    /// <summary>As people write it; a single address without its length.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Network);
        var address = new IPAddress(bytes);
        var isFour = PrefixLength >= MappedBits && address.IsIPv4MappedToIPv6;
        if (isFour) address = address.MapToIPv4();
        return PrefixLength == BitsMax
            ? address.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{address}/{(isFour ? PrefixLength - MappedBits : PrefixLength)}");
    }
}
