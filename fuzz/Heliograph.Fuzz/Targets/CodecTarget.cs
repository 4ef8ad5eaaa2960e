using System.Buffers;
using Heliograph.Fuzz.Owned;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Fuzz.Targets;

/// <summary>A stream of packets: framing, reading, writing back.</summary>
/// <remarks><code>
/// +---------------------------+----------------+-----------------+
/// | version, direction 1 byte | segment 1 byte | stream          |
/// +---------------------------+----------------+-----------------+
/// </code>
/// Bits 0 and 1 of the first byte choose the version, bit 2 the direction; the second is the length of the segments that
/// the stream is cut into.</remarks>
public sealed class CodecTarget : ITarget
{
    private const int PacketBytesMax = 1 << 20;

    public string Name => "codec";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        "\0\u0004MQTT\u0005"u8.ToArray(), "\0\u0004MQTT\u0004"u8.ToArray(), "\0\u0006MQIsdp\u0003"u8.ToArray(),
        [0], [0, 0], [0, 1], [0xFF, 0xFF], [0x80], [0x80, 0], [0xFF, 0xFF, 0xFF, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF],
        [0, 1, (byte)'a'], [0, 3, (byte)'a', (byte)'/', (byte)'b'], [0, 1, (byte)'#'], [0, 1, (byte)'+'],
        [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xEF, 0xBB, 0xBF], [0xF4, 0x90, 0x80, 0x80],
        .. Mqtt.Properties.PropertyTable.All.Select(rule => new[] { (byte)rule.Id }),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < 2) return;
        var version = (ProtocolVersion)((input[0] & 3) % 3 + (int)ProtocolVersion.V31);
        var direction = (input[0] & 4) == 0 ? Direction.ToServer : Direction.ToClient;
        var stream = input[2..].ToArray();
        var whole = new ReadOnlySequence<byte>(stream);
        var split = Split.Every(1 + input[1], stream);
        while (true)
        {
            var status = TakeFromBoth(ref whole, ref split, out var frame);
            if (status != FrameStatus.Complete) return;
            RunFrame(frame, version, direction);
        }
    }

    private static FrameStatus TakeFromBoth(
        ref ReadOnlySequence<byte> whole, ref ReadOnlySequence<byte> split, out Frame frame)
    {
        var before = whole;
        var status = Frame.TryTake(ref whole, PacketBytesMax, out frame);
        FindingException.Unless(
            Frame.TryTake(ref split, PacketBytesMax, out var other) == status, "segments change the frame's status");
        FindingException.Unless(
            frame.Header == other.Header && frame.Body.ToArray().AsSpan().SequenceEqual(other.Body.ToArray()),
            "segments change the frame");
        FindingException.Unless(whole.Length == split.Length, "segments change how much is taken");
        FindingException.Unless(
            status == FrameStatus.Complete ? whole.Length < before.Length : whole.Length == before.Length,
            "a whole frame must take bytes, any other none");
        return status;
    }

    private static void RunFrame(Frame frame, ProtocolVersion version, Direction direction)
    {
        var body = frame.Body.ToArray();
        var violation = OwnedPacket.TryRead(frame.Header, body, version, direction, out var packet);
        FindingException.Unless(violation.IsNone == packet is not null, "either a packet or a violation");
        if (packet is null)
        {
            FindingException.Unless(
                violation.Code >= ReasonCode.UnspecifiedError && violation.What.Length > 0, "a violation has code and words");
            return;
        }

        var written = packet.Encode();
        FindingException.Unless((packet.AnnouncedLength ?? written.Length) == written.Length, "the announced length is right");
        var again = new ReadOnlySequence<byte>(written);
        FindingException.Unless(
            Frame.TryTake(ref again, int.MaxValue, out var reframed) == FrameStatus.Complete && again.IsEmpty,
            "what was written is one frame");
        violation = OwnedPacket.TryRead(reframed.Header, reframed.Body.ToArray(), version, direction, out var reread);
        FindingException.Unless(violation.IsNone, $"what was written is read back, not: {violation.What}");
        FindingException.Unless(packet.Equals(reread), $"read back equal: {packet} became {reread}");
    }
}
