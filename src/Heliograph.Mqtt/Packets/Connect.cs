using System.Buffers;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>CONNECT, section 3.1. Borrows the bytes it was read from.</summary>
public readonly ref struct Connect
{
    private const byte ReservedFlag = 1, CleanFlag = 2, WillFlag = 4, WillRetainFlag = 32, PasswordFlag = 64,
        UserNameFlag = 128;

    public required ProtocolVersion Version { get; init; }

    /// <summary>Clean Start in 5.0, clean session in 3.x.</summary>
    public bool CleanStart { get; init; }

    /// <summary>Seconds; 0 means none.</summary>
    public ushort KeepAlive { get; init; }

    public PropertyBlock Properties { get; init; }
    public ReadOnlySpan<byte> ClientId { get; init; }
    public bool HasWill { get; init; }

    /// <summary>Meaningful when <see cref="HasWill"/>.</summary>
    public WillFields Will { get; init; }

    public bool HasUserName { get; init; }
    public ReadOnlySpan<byte> UserName { get; init; }
    public bool HasPassword { get; init; }
    public ReadOnlySpan<byte> Password { get; init; }

    /// <summary>Reads a CONNECT body.</summary>
    /// <param name="body">What follows the remaining length.</param>
    /// <param name="packet">
    /// The packet when nothing is wrong; else at most its <see cref="Version"/> is meaningful: the version to answer in.
    /// </param>
    /// <returns><see cref="ReasonCode.UnsupportedProtocolVersion"/> when the protocol level is none of ours.</returns>
    public static Violation TryRead(ReadOnlySpan<byte> body, out Connect packet)
    {
        packet = new() { Version = ProtocolVersion.None };
        var reader = new WireReader(body);
        if (!reader.TryReadString(out var protocol) || !reader.TryReadByte(out var level))
            return Violation.Malformed("CONNECT: protocol name or level is missing");
        if (!protocol.SequenceEqual("MQTT"u8) && !protocol.SequenceEqual("MQIsdp"u8))
            return Violation.Protocol("CONNECT: the protocol name is not MQTT [MQTT-3.1.2-1]");
        var version = VersionOf(protocol, level);
        // 3.1.1 demands return code 1 for a level it does not know, and 5.0 leaves it open: so it is said in 3.1.1's form.
        packet = new() { Version = version == ProtocolVersion.None ? ProtocolVersion.V311 : version };
        if (version == ProtocolVersion.None)
            return new(ReasonCode.UnsupportedProtocolVersion, "CONNECT: the protocol level is not 3, 4 or 5 [MQTT-3.1.2-2] v3.1.1 [MQTT-3.1.2-2]");
        if (!reader.TryReadByte(out var flags) || !reader.TryReadUInt16(out var keepAlive))
            return Violation.Malformed("CONNECT: connect flags or keep alive are missing");
        var violation = CheckFlags(flags, version);
        if (!violation.IsNone) return violation;
        var properties = PropertyBlock.Empty;
        if (version == ProtocolVersion.V5)
        {
            violation = PropertyBlock.TryRead(ref reader, PropertySite.Connect, out properties);
            if (!violation.IsNone) return violation;
        }

        return ReadPayload(ref reader, version, flags, keepAlive, properties, out packet);
    }

    /// <summary>Writes the whole packet.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var name = Version == ProtocolVersion.V31 ? "MQIsdp"u8 : "MQTT"u8;
        var length = 2 + name.Length + 1 + 1 + 2 + PropertiesLength(Properties) + 2 + ClientId.Length
            + (HasWill ? PropertiesLength(Will.Properties) + 4 + Will.Topic.Length + Will.Payload.Length : 0)
            + (HasUserName ? 2 + UserName.Length : 0) + (HasPassword ? 2 + Password.Length : 0);
        var writer = new WireWriter(output.GetSpan(WireWriter.PacketLength(length)));
        writer.WriteHeader(FixedHeader.For(PacketType.Connect), length);
        writer.WriteBinary(name);
        writer.WriteByte((byte)Version);
        writer.WriteByte(Flags());
        writer.WriteUInt16(KeepAlive);
        if (Version == ProtocolVersion.V5) Properties.Write(ref writer);
        writer.WriteBinary(ClientId);
        if (HasWill)
        {
            if (Version == ProtocolVersion.V5) Will.Properties.Write(ref writer);
            writer.WriteBinary(Will.Topic);
            writer.WriteBinary(Will.Payload);
        }

        if (HasUserName) writer.WriteBinary(UserName);
        if (HasPassword) writer.WriteBinary(Password);
        output.Advance(writer.Written);
    }

    private static ProtocolVersion VersionOf(ReadOnlySpan<byte> protocol, byte level) =>
        (protocol.Length == 6, level) switch
        {
            (true, 3) => ProtocolVersion.V31,
            (false, 4) => ProtocolVersion.V311,
            (false, 5) => ProtocolVersion.V5,
            _ => ProtocolVersion.None,
        };

    private static Violation CheckFlags(byte flags, ProtocolVersion version)
    {
        // 3.1 disregards the reserved flag, and Will QoS and Will Retain without a will.
        if ((flags & ReservedFlag) != 0 && version != ProtocolVersion.V31)
            return Violation.Malformed("CONNECT: the reserved connect flag is set [MQTT-3.1.2-3]");
        var willQoS = (flags >> 3) & 0b11;
        var hasWill = (flags & WillFlag) != 0;
        if (!hasWill && version != ProtocolVersion.V31 && (willQoS != 0 || (flags & WillRetainFlag) != 0))
            return Violation.Malformed("CONNECT: Will QoS or Will Retain without a will [MQTT-3.1.2-11] [MQTT-3.1.2-13]");
        if (hasWill && willQoS == 3) return Violation.Malformed("CONNECT: Will QoS is 3 [MQTT-3.1.2-12]");
        return version != ProtocolVersion.V5 && (flags & (PasswordFlag | UserNameFlag)) == PasswordFlag
            ? Violation.Malformed("CONNECT: a password without a user name v3.1.1 [MQTT-3.1.2-22]")
            : Violation.None;
    }

    private static Violation ReadPayload(
        scoped ref WireReader reader, ProtocolVersion version, byte flags, ushort keepAlive, PropertyBlock properties,
        out Connect packet)
    {
        packet = new() { Version = version };
        if (!reader.TryReadString(out var clientId))
            return Violation.Malformed("CONNECT: the client identifier is missing or not UTF-8 [MQTT-3.1.3-3] [MQTT-3.1.3-4]");
        var will = default(WillFields);
        if ((flags & WillFlag) != 0)
        {
            var violation = ReadWill(ref reader, version, flags, out will);
            if (!violation.IsNone) return violation;
        }

        // In 3.1 the remaining length takes precedence: an announced user name or password may be missing at the end.
        ReadOnlySpan<byte> userName = default, password = default;
        if (version == ProtocolVersion.V31 && reader.IsAtEnd) flags &= unchecked((byte)~(UserNameFlag | PasswordFlag));
        if ((flags & UserNameFlag) != 0 && !reader.TryReadString(out userName))
            return Violation.Malformed("CONNECT: the user name is missing or not UTF-8 [MQTT-3.1.2-17] [MQTT-3.1.3-12]");
        if (version == ProtocolVersion.V31 && reader.IsAtEnd) flags &= unchecked((byte)~PasswordFlag);
        if ((flags & PasswordFlag) != 0 && !reader.TryReadBinary(out password))
            return Violation.Malformed("CONNECT: the password is missing [MQTT-3.1.2-19]");
        if (!reader.IsAtEnd) return Violation.Malformed("CONNECT: bytes are left after the last field");
        packet = new()
        {
            Version = version,
            CleanStart = (flags & CleanFlag) != 0,
            KeepAlive = keepAlive,
            Properties = properties,
            ClientId = clientId,
            HasWill = (flags & WillFlag) != 0,
            Will = will,
            HasUserName = (flags & UserNameFlag) != 0,
            UserName = userName,
            HasPassword = (flags & PasswordFlag) != 0,
            Password = password,
        };
        return Violation.None;
    }

    private static Violation ReadWill(
        scoped ref WireReader reader, ProtocolVersion version, byte flags, out WillFields will)
    {
        will = default;
        var properties = PropertyBlock.Empty;
        if (version == ProtocolVersion.V5)
        {
            var violation = PropertyBlock.TryRead(ref reader, PropertySite.Will, out properties);
            if (!violation.IsNone) return violation;
        }

        if (!reader.TryReadString(out var topic))
            return Violation.Malformed("CONNECT: the Will Topic is missing or not UTF-8 [MQTT-3.1.2-9] [MQTT-3.1.3-11]");
        if (!reader.TryReadBinary(out var payload))
            return Violation.Malformed("CONNECT: the Will Payload is missing [MQTT-3.1.2-9]");
        if (!TopicName.IsValid(topic))
            return new(ReasonCode.TopicNameInvalid, "CONNECT: the Will Topic is empty or has a wildcard [MQTT-4.7.0-1]");
        will = new()
        {
            Topic = topic,
            Payload = payload,
            QoS = (QoS)((flags >> 3) & 0b11),
            Retain = (flags & WillRetainFlag) != 0,
            Properties = properties,
        };
        return Publish.CheckResponseTopic(properties);
    }

    private int PropertiesLength(PropertyBlock block) => Version == ProtocolVersion.V5 ? block.EncodedLength : 0;

    private byte Flags() => (byte)((CleanStart ? CleanFlag : 0)
        | (HasWill ? WillFlag | ((int)Will.QoS << 3) | (Will.Retain ? WillRetainFlag : 0) : 0)
        | (HasPassword ? PasswordFlag : 0) | (HasUserName ? UserNameFlag : 0));
}
