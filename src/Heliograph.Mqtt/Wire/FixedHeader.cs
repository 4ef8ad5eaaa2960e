namespace Heliograph.Mqtt.Wire;

/// <summary>The first byte of a control packet, section 2.1: type in the high nibble, flags in the low one.</summary>
public readonly record struct FixedHeader(byte Octet)
{
    /// <summary>The longest remaining length, four bytes of seven bits.</summary>
    public const int RemainingLengthMax = 268_435_455;

    public PacketType Type => (PacketType)(Octet >> 4);

    public byte Flags => (byte)(Octet & 0x0F);

    /// <summary>The first byte of a packet whose flags are fixed [MQTT-2.1.3-1].</summary>
    public static FixedHeader For(PacketType type) => new((byte)(((int)type << 4) | RequiredFlags(type)));

    /// <summary>Checks type and reserved flags. The flags of PUBLISH are checked with its body.</summary>
    public Violation Check(ProtocolVersion version)
    {
        if (Type == PacketType.Reserved) return Violation.Malformed("packet type 0 is reserved");
        if (Type == PacketType.Auth && version is ProtocolVersion.V31 or ProtocolVersion.V311)
            return Violation.Malformed("packet type 15 is reserved in MQTT 3.x");
        if (Type == PacketType.Publish) return Violation.None;

        // In 3.1 these three carry a real QoS 1 field and may carry DUP.
        var flags = version == ProtocolVersion.V31 && RequiredFlags(Type) == 2 ? Flags & 0b0111 : Flags;
        return flags == RequiredFlags(Type)
            ? Violation.None
            : Violation.Malformed("reserved flags of the fixed header are wrong [MQTT-2.1.3-1]");
    }

    private static byte RequiredFlags(PacketType type) =>
        type is PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe ? (byte)2 : (byte)0;
}
