using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Properties;

/// <summary>The properties of one packet or will, section 2.2.2: checked bytes, read in place.</summary>
/// <remarks>
/// Holds the block without its length. A lookup walks the block, which is short; what was not seen when the block was
/// checked is not looked for.
/// </remarks>
public readonly ref struct PropertyBlock
{
    private readonly ulong _seen; // one bit per identifier; the highest is 0x2A

    private PropertyBlock(ReadOnlySpan<byte> bytes, ulong seen)
    {
        Bytes = bytes;
        _seen = seen;
    }

    public static PropertyBlock Empty => default;

    /// <summary>All properties as written, without the length in front.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>Bytes of the block with its length in front [MQTT-2.2.2-1].</summary>
    public int EncodedLength => WireWriter.VariableByteIntegerLength(Bytes.Length) + Bytes.Length;

    /// <summary>Takes bytes that are known to be a well-formed block, such as a stored one or one just built.</summary>
    public static PropertyBlock FromTrusted(ReadOnlySpan<byte> bytes) => new(bytes, ulong.MaxValue);

    /// <summary>Reads length and block, and checks every property against <see cref="PropertyTable"/>.</summary>
    public static Violation TryRead(scoped ref WireReader reader, PropertySite site, out PropertyBlock block)
    {
        block = default;
        if (!reader.TryReadVariableByteInteger(out var length))
            return Violation.Malformed("the property length is missing or not a variable byte integer");
        if (!reader.TryReadBytes(length, out var bytes))
            return Violation.Malformed("the property length exceeds the packet");
        var violation = Check(bytes, site, out var seen);
        if (violation.IsNone) block = new(bytes, seen);
        return violation;
    }

    public void Write(ref WireWriter writer)
    {
        writer.WriteVariableByteInteger(Bytes.Length);
        writer.WriteBytes(Bytes);
    }

    public Enumerator GetEnumerator() => new(Bytes);

    public bool Has(PropertyId id) => TryFind(id, out _);

    /// <summary>The first property with this identifier.</summary>
    public bool TryFind(PropertyId id, out Property property)
    {
        if ((_seen & (1UL << (int)id)) != 0)
        {
            foreach (var candidate in this)
            {
                if (candidate.Id != id) continue;
                property = candidate;
                return true;
            }
        }

        property = default;
        return false;
    }

    /// <summary>The value of an integer or flag property, or what the standard assumes when it is absent.</summary>
    public uint NumberOr(PropertyId id, uint absent) => TryFind(id, out var property) ? property.Number : absent;

    private static Violation Check(ReadOnlySpan<byte> bytes, PropertySite site, out ulong seen)
    {
        var reader = new WireReader(bytes);
        seen = 0;
        while (!reader.IsAtEnd)
        {
            if (!TryReadOne(ref reader, isChecked: false, out var property))
                return Violation.Malformed("a property has an unknown identifier or an ill-formed value");
            var rule = PropertyTable.Find((int)property.Id);
            if ((rule.Sites & site) == 0)
                return (rule.Sites & BothDirections(site)) == 0
                    ? Violation.Malformed("a property is not allowed in this packet")
                    : Violation.Protocol("a property is not allowed from this side [MQTT-3.3.4-6] [MQTT-3.14.2-2]");
            var bit = 1UL << (int)property.Id;
            if ((seen & bit) != 0 && (rule.Repeats & site) == 0)
                return Violation.Protocol("a property that may stand once is repeated");
            seen |= bit;
            if (rule.Type == PropertyType.Flag && property.Number > 1)
                return Violation.Protocol("a property that is 0 or 1 has another value");
            if (rule.ZeroIsError && property.Number == 0) return Violation.Protocol("a property must not be 0");
        }

        const ulong data = 1UL << (int)PropertyId.AuthenticationData;
        const ulong method = 1UL << (int)PropertyId.AuthenticationMethod;
        return (seen & data) != 0 && (seen & method) == 0
            ? Violation.Protocol("Authentication Data stands without Authentication Method")
            : Violation.None;
    }

    private static PropertySite BothDirections(PropertySite site) =>
        (site & PropertySite.Publish) != 0 ? PropertySite.Publish
        : (site & PropertySite.Disconnect) != 0 ? PropertySite.Disconnect
        : site;

    /// <param name="reader">At an identifier.</param>
    /// <param name="isChecked">Whether strings are known to be UTF-8.</param>
    /// <param name="property">The property.</param>
    private static bool TryReadOne(scoped ref WireReader reader, bool isChecked, out Property property)
    {
        property = default;
        var before = reader;
        if (!reader.TryReadVariableByteInteger(out var id)) return false;
        uint number = 0;
        ReadOnlySpan<byte> name = default, value = default;
        var read = PropertyTable.Find(id).Type switch
        {
            PropertyType.Flag => reader.TryReadByte(out var octet) && Keep(octet, out number),
            PropertyType.UInt16 => reader.TryReadUInt16(out var two) && Keep(two, out number),
            PropertyType.UInt32 => reader.TryReadUInt32(out number),
            PropertyType.VariableByteInteger => reader.TryReadVariableByteInteger(out var v) && Keep((uint)v, out number),
            PropertyType.String => ReadText(ref reader, out value),
            PropertyType.Binary => reader.TryReadBinary(out value),
            PropertyType.StringPair => ReadText(ref reader, out name) && ReadText(ref reader, out value),
            _ => false,
        };
        if (!read) return false;
        property = new() { Id = (PropertyId)id, Number = number, Name = name, Value = value, Raw = before.Until(reader) };
        return true;

        bool ReadText(scoped ref WireReader from, out ReadOnlySpan<byte> text) =>
            isChecked ? from.TryReadBinary(out text) : from.TryReadString(out text);

        static bool Keep(uint from, out uint to)
        {
            to = from;
            return true;
        }
    }

    /// <summary>Walks a checked block.</summary>
    public ref struct Enumerator(ReadOnlySpan<byte> bytes)
    {
        private WireReader _reader = new(bytes);
        private Property _current;

        public readonly Property Current => _current;

        public bool MoveNext() => !_reader.IsAtEnd && TryReadOne(ref _reader, isChecked: true, out _current);
    }
}
