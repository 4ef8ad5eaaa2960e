using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Tracing;

/// <summary>Writes packets as a pcapng capture, each in Ethernet, IP and TCP headers made up for it.</summary>
/// <remarks><code>
/// block: | type 4 | total length 4 | body, padded to 4 | total length 4 |   all in little endian
/// </code>
/// The broker's port is always 1883, so that Wireshark knows the protocol; the real one stands in the comment of each packet.
/// </remarks>
internal sealed class PcapngWriter(IBufferWriter<byte> output)
{
    /// <summary>Connections whose sequence numbers are kept.</summary>
    public const int ConnectionsMax = 20_000;

    private const uint SectionHeader = 0x0A0D0D0A, InterfaceDescription = 1, EnhancedPacket = 6;
    private const ushort CommentOption = 1, NameOption = 2;
    private const int Ethernet = 14, Tcp = 20, SegmentMax = 60_000, MqttPort = 1883;

    private readonly Dictionary<IPEndPoint, Sequence> _sequences = [];

    /// <summary>What stands in front of all packets.</summary>
    public void WriteHeader()
    {
        var section = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(section, 0x1A2B3C4D);
        BinaryPrimitives.WriteUInt16LittleEndian(section.AsSpan(4), 1); // version 1.0
        BinaryPrimitives.WriteInt64LittleEndian(section.AsSpan(8), -1); // the length of the section is not known
        WriteBlock(SectionHeader, section, []);
        WriteBlock(InterfaceDescription, [1, 0, 0, 0, 0, 0, 0, 0], Option(NameOption, "heliograph")); // Ethernet, whole packets
    }

    /// <returns>False when there are too many connections: the packet is not written.</returns>
    public bool TryWrite(TracedPacket packet)
    {
        if (!_sequences.TryGetValue(packet.Peer, out var sequence))
        {
            if (_sequences.Count >= ConnectionsMax) return false;
            _sequences[packet.Peer] = sequence = new();
        }

        var comment = $"client '{LogText.Escape(packet.ClientId)}', real ports: client {packet.Peer.Port}, broker {packet.Local.Port}; {packet.Size} bytes on the wire";
        if (packet.Type == "CONNECT") sequence.IsIntroduced = true;
        if (!sequence.IsIntroduced && packet.Introduction.Length > 0)
        {
            sequence.IsIntroduced = true;
            Write(packet, isIncoming: true, packet.Introduction, sequence, "made up: the connection is older than the trace, or its CONNECT was not wanted");
        }

        Write(packet, packet.IsIncoming, packet.Bytes, sequence, comment);
        return true;
    }

    private void Write(TracedPacket packet, bool isIncoming, ReadOnlySpan<byte> bytes, Sequence sequence, string comment)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, SegmentMax)];
            bytes = bytes[part.Length..];
            var (number, acknowledged) = isIncoming ? (sequence.In, sequence.Out) : (sequence.Out, sequence.In);
            WritePacket(packet.At, Segment(packet, isIncoming, part, number, acknowledged), comment);
            if (isIncoming) sequence.In += (uint)part.Length;
            else sequence.Out += (uint)part.Length;
        }
    }

    private void WritePacket(DateTime at, ReadOnlySpan<byte> frame, string comment)
    {
        var microseconds = (ulong)((at - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        var body = new byte[20 + Padded(frame.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), (uint)(microseconds >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(8), (uint)microseconds);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(12), frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(16), frame.Length);
        frame.CopyTo(body.AsSpan(20));
        WriteBlock(EnhancedPacket, body, Option(CommentOption, comment));
    }

    private static byte[] Segment(TracedPacket packet, bool isIncoming, ReadOnlySpan<byte> part, uint number, uint acknowledged)
    {
        var isV6 = packet.Peer.AddressFamily == AddressFamily.InterNetworkV6 || packet.Local.AddressFamily == AddressFamily.InterNetworkV6;
        var broker = new IPEndPoint(packet.Local.Address, MqttPort);
        var (from, to) = isIncoming ? (packet.Peer, broker) : (broker, packet.Peer);
        var (source, target) = (Octets(from.Address, isV6), Octets(to.Address, isV6));
        var ip = isV6 ? 40 : 20;
        var frame = new byte[Ethernet + ip + Tcp + part.Length];
        frame[5] = (byte)(isIncoming ? 2 : 1); // 00:00:00:00:00:01 is the client, :02 the broker
        frame[11] = (byte)(isIncoming ? 1 : 2);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), isV6 ? (ushort)0x86DD : (ushort)0x0800);
        WriteIp(frame.AsSpan(Ethernet, ip), source, target, Tcp + part.Length);
        var tcp = frame.AsSpan(Ethernet + ip);
        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)to.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], number);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], acknowledged);
        tcp[12] = 5 << 4; // words of the header
        tcp[13] = 0x18; // PSH, ACK
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], ushort.MaxValue); // window
        part.CopyTo(tcp[Tcp..]);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], TcpChecksum(source, target, tcp));
        return frame;
    }

    private static void WriteIp(Span<byte> header, byte[] source, byte[] target, int length)
    {
        if (header.Length == 40)
        {
            header[0] = 6 << 4;
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)length);
            (header[6], header[7]) = (6, 64); // TCP, hop limit
            source.CopyTo(header[8..]);
            target.CopyTo(header[24..]);
            return;
        }

        header[0] = (4 << 4) | 5;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(20 + length));
        header[6] = 0x40; // not to be fragmented
        (header[8], header[9]) = (64, 6); // time to live, TCP
        source.CopyTo(header[12..]);
        target.CopyTo(header[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], Folded(Sum(header)));
    }

    private static ushort TcpChecksum(byte[] source, byte[] target, ReadOnlySpan<byte> segment) =>
        Folded(Sum(source) + Sum(target) + 6 + (ulong)segment.Length + Sum(segment));

    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0UL;
        for (; bytes.Length > 1; bytes = bytes[2..]) sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return bytes.IsEmpty ? sum : sum + ((ulong)bytes[0] << 8);
    }

    private static ushort Folded(ulong sum)
    {
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }

    private static byte[] Octets(IPAddress address, bool isV6) =>
        (isV6 && address.AddressFamily == AddressFamily.InterNetwork ? address.MapToIPv6() : address).GetAddressBytes();

    private static byte[] Option(ushort code, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var option = new byte[4 + Padded(utf8.Length) + 4]; // and the end of the options
        BinaryPrimitives.WriteUInt16LittleEndian(option, code);
        BinaryPrimitives.WriteUInt16LittleEndian(option.AsSpan(2), (ushort)utf8.Length);
        utf8.CopyTo(option, 4);
        return option;
    }

    private void WriteBlock(uint type, ReadOnlySpan<byte> body, ReadOnlySpan<byte> options)
    {
        var length = 12 + body.Length + options.Length;
        var block = output.GetSpan(length)[..length];
        BinaryPrimitives.WriteUInt32LittleEndian(block, type);
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], length);
        body.CopyTo(block[8..]);
        options.CopyTo(block[(8 + body.Length)..]);
        BinaryPrimitives.WriteInt32LittleEndian(block[^4..], length);
        output.Advance(length);
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private sealed class Sequence
    {
        public uint In { get; set; } = 1;

        public uint Out { get; set; } = 1;

        public bool IsIntroduced { get; set; }
    }
}
