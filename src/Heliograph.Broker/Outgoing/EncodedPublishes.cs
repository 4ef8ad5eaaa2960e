using System.Buffers;
using System.Buffers.Binary;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Outgoing;

/// <summary>The encodings of the message being routed: each distinct one is made once and copied to all who share it.</summary>
/// <remarks>Used by one thread at a time, for one message at a time; <see cref="Begin"/> starts the next.</remarks>
internal sealed class EncodedPublishes
{
    /// <summary>Larger packets are encoded straight into each buffer: there the copy costs more than the header.</summary>
    private const int CachedBytesMax = 8_192;

    private readonly ArrayBufferWriter<byte>?[] _encodings = new ArrayBufferWriter<byte>?[12];
    private readonly int[] _packetIdAt = new int[12];
    private int _made; // one bit per encoding

    /// <summary>Forgets the encodings of the message before.</summary>
    public void Begin() => _made = 0;

    /// <summary>Appends a packet that has no alias and no subscription identifier of its own.</summary>
    public void Append(in PublishFrame frame, ProtocolVersion version, IBufferWriter<byte> output)
    {
        var length = frame.Length(version);
        if (length > CachedBytesMax)
        {
            frame.Write(output, version);
            return;
        }

        var key = ((int)frame.QoS * 4) + (frame.Retain ? 2 : 0) + (version == ProtocolVersion.V5 ? 1 : 0);
        var encoding = _encodings[key] ??= new();
        if ((_made & (1 << key)) == 0)
        {
            encoding.ResetWrittenCount();
            frame.Write(encoding, version);
            _packetIdAt[key] = frame.PacketIdOffset(version);
            _made |= 1 << key;
        }

        var target = output.GetSpan(length);
        encoding.WrittenSpan.CopyTo(target);
        if (frame.QoS > QoS.AtMostOnce)
            BinaryPrimitives.WriteUInt16BigEndian(target[_packetIdAt[key]..], frame.PacketId);
        output.Advance(length);
    }
}
