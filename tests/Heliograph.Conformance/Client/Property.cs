using System.Buffers.Binary;
using System.Text;

namespace Heliograph.Conformance.Client;

/// <summary>One property as it stands on the wire: its identifier and the bytes of its value, in hex.</summary>
public sealed record Property(PropertyId Id, string Value)
{
    /// <summary>A property whose value is one or more whole numbers' bytes.</summary>
    public static Property Byte(PropertyId id, int value) => Of(id, w => w.Byte(value));

    public static Property UInt16(PropertyId id, int value) => Of(id, w => w.UInt16(value));

    public static Property UInt32(PropertyId id, uint value) => Of(id, w => w.UInt32(value));

    public static Property VarInt(PropertyId id, int value) => Of(id, w => w.VarInt(value));

    public static Property Text(PropertyId id, Octets value) => Of(id, w => w.Field(value));

    public static Property User(Octets name, Octets value) =>
        Of(PropertyId.UserProperty, w => w.Field(name).Field(value));

    public static Property MessageExpiry(uint seconds) => UInt32(PropertyId.MessageExpiryInterval, seconds);

    public static Property SessionExpiry(uint seconds) => UInt32(PropertyId.SessionExpiryInterval, seconds);

    public static Property SubscriptionIdentifier(int id) => VarInt(PropertyId.SubscriptionIdentifier, id);

    public static Property ReceiveMaximum(int messages) => UInt16(PropertyId.ReceiveMaximum, messages);

    public static Property MaximumPacketSize(uint bytes) => UInt32(PropertyId.MaximumPacketSize, bytes);

    public static Property TopicAlias(int alias) => UInt16(PropertyId.TopicAlias, alias);

    public static Property TopicAliasMaximum(int aliases) => UInt16(PropertyId.TopicAliasMaximum, aliases);

    /// <summary>The value of a numeric property.</summary>
    public long Number => Bytes switch
    {
        { Length: 1 } one => one[0],
        { Length: 2 } two when Id != PropertyId.SubscriptionIdentifier => BinaryPrimitives.ReadUInt16BigEndian(two),
        { Length: 4 } four when Id != PropertyId.SubscriptionIdentifier => BinaryPrimitives.ReadUInt32BigEndian(four),
        var bytes => bytes.Select((octet, place) => (long)(octet & 0x7F) << (7 * place)).Sum(),
    };

    /// <summary>The value of a text property.</summary>
    public string String => Encoding.UTF8.GetString(Bytes.AsSpan(2));

    private byte[] Bytes => Convert.FromHexString(Value);

    private static Property Of(PropertyId id, Func<PacketWriter, PacketWriter> write) =>
        new(id, Convert.ToHexString(write(new PacketWriter()).Body));
}
