using Heliograph.Mqtt;

namespace Heliograph.Conformance.Client;

/// <summary>A CONNECT of any version. The flags follow from the fields, unless a test makes them lie.</summary>
public sealed record Connect(ProtocolVersion Version)
{
    private static int _clients;

    /// <summary>Null leaves the field out, which no standard allows.</summary>
    public Octets? ClientId { get; init; } = $"client{Interlocked.Increment(ref _clients)}";

    /// <summary>Clean session in 3.x, Clean Start in 5.0.</summary>
    public bool Clean { get; init; } = true;

    /// <summary>In seconds; 5.0 only, so that one CONNECT can ask for a lasting session in every version.</summary>
    public uint? SessionExpiry { get; init; }

    /// <summary>In seconds; 0 is none.</summary>
    public int KeepAlive { get; init; }

    public Property[] Properties { get; init; } = [];
    public Will? Will { get; init; }
    public Octets? UserName { get; init; }
    public Octets? Password { get; init; }

    /// <summary>Replaces the protocol name that belongs to the version.</summary>
    public string? ProtocolName { get; init; }

    /// <summary>Replaces the protocol level that belongs to the version.</summary>
    public int? Level { get; init; }

    /// <summary>Replaces the connect flags that belong to the fields.</summary>
    public int? Flags { get; init; }

    /// <summary>A session that stays when the connection ends.</summary>
    public static Connect Lasting(ProtocolVersion version, string clientId) =>
        new(version) { ClientId = clientId, Clean = false, SessionExpiry = 300 };

    public byte[] Encode()
    {
        Property[] expiry = SessionExpiry is { } seconds ? [Property.SessionExpiry(seconds)] : [];
        var writer = new PacketWriter()
            .Field(ProtocolName ?? (Version == ProtocolVersion.V31 ? "MQIsdp" : "MQTT"))
            .Byte(Level ?? (int)Version)
            .Byte(Flags ?? FlagsOfFields)
            .UInt16(KeepAlive)
            .Properties(Version, [.. expiry, .. Properties])
            .Optional(ClientId);
        Will?.Write(writer, Version);
        return writer.Optional(UserName).Optional(Password).Frame(0x10);
    }

    private int FlagsOfFields =>
        (Clean ? 0x02 : 0) | (Will?.Flags ?? 0) | (Password is null ? 0 : 0x40) | (UserName is null ? 0 : 0x80);
}
