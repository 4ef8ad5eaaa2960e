using Heliograph.Mqtt.Properties;

namespace Heliograph.Fuzz.Owned;

/// <summary>One property that owns its value.</summary>
public sealed record OwnedProperty(PropertyId Id, uint Number, Octets Name, Octets Value)
{
    public OwnedProperty(PropertyId id, uint number) : this(id, number, default, default)
    {
    }

    public OwnedProperty(PropertyId id, ReadOnlySpan<byte> value) : this(id, 0, default, value)
    {
    }

    public static OwnedProperty User(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        new(PropertyId.UserProperty, 0, name, value);

    public static OwnedList<OwnedProperty> ReadAll(PropertyBlock block)
    {
        var properties = new List<OwnedProperty>();
        foreach (var property in block) properties.Add(new(property.Id, property.Number, property.Name, property.Value));
        return [.. properties];
    }

    /// <summary>The properties as a block without its length, built by <see cref="PropertyWriter"/>.</summary>
    public static byte[] Encode(OwnedList<OwnedProperty> properties)
    {
        var writer = new PropertyWriter(stackalloc byte[16]); // small, so that it grows
        foreach (var property in properties) property.AddTo(ref writer);
        var bytes = writer.Block.Bytes.ToArray();
        writer.Dispose();
        return bytes;
    }

    private void AddTo(ref PropertyWriter writer)
    {
        switch (PropertyTable.Find((int)Id).Type)
        {
            case PropertyType.StringPair: writer.AddUserProperty(Name.Span, Value.Span); break;
            case PropertyType.String or PropertyType.Binary: writer.Add(Id, Value.Span); break;
            default: writer.Add(Id, Number); break;
        }
    }
}
