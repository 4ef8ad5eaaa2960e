using System.Text.Json;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>The properties of a message: a list of objects with one field each, since their order is kept.</summary>
internal static class PropertyFields
{
    private const int LengthBytesMax = 4;

    private static readonly Dictionary<string, PropertyRule> Rules = PropertyTable.All
        .Where(rule => (rule.Sites & PropertySite.PublishToServer) != 0)
        .ToDictionary(rule => NameOf(rule.Id));

    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty) return;
        json.WriteStartArray(Fields.Properties);
        foreach (var property in PropertyBlock.FromTrusted(properties))
        {
            json.WriteStartObject();
            json.WritePropertyName(NameOf(property.Id));
            WriteValue(json, property);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <returns>The block without its length, as messages hold it.</returns>
    public static byte[] Read(ArchiveLine line)
    {
        if (line.ListOrNone(Fields.Properties) is not { } list) return [];
        var writer = new PropertyWriter(stackalloc byte[256]);
        try
        {
            foreach (var element in list) Add(ref writer, element, line);
            Check(writer.Block.Bytes, line);
            return writer.Block.Bytes.ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }

    private static string NameOf(PropertyId id) => JsonNamingPolicy.CamelCase.ConvertName(id.ToString());

    private static void WriteValue(Utf8JsonWriter json, in Property property)
    {
        switch (PropertyTable.Find((int)property.Id).Type)
        {
            case PropertyType.String: json.WriteStringValue(property.Value); break;
            case PropertyType.Binary: json.WriteBase64StringValue(property.Value); break;
            case PropertyType.StringPair:
                json.WriteStartArray();
                json.WriteStringValue(property.Name);
                json.WriteStringValue(property.Value);
                json.WriteEndArray();
                break;
            default: json.WriteNumberValue(property.Number); break;
        }
    }

    private static void Add(ref PropertyWriter writer, JsonElement element, ArchiveLine line)
    {
        if (element.ValueKind != JsonValueKind.Object || element.GetPropertyCount() != 1)
            throw line.Wrong(Fields.Properties, "must be a list of objects with one field each");
        foreach (var field in element.EnumerateObject())
        {
            if (!Rules.TryGetValue(field.Name, out var rule)) throw line.Wrong(field.Name, "is no property of a message");
            Add(ref writer, rule, field.Value, new(line, field.Name));
        }
    }

    private static void Add(ref PropertyWriter writer, PropertyRule rule, JsonElement value, ArchiveField field)
    {
        switch (rule.Type)
        {
            case PropertyType.String: writer.Add(rule.Id, field.Utf8(value)); break;
            case PropertyType.Binary: writer.Add(rule.Id, field.Bytes(value, ushort.MaxValue)); break;
            case PropertyType.StringPair:
                if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2) throw field.Wrong("must be a list of two texts");
                writer.AddUserProperty(field.Utf8(value[0]), field.Utf8(value[1]));
                break;
            default: writer.Add(rule.Id, (uint)field.Number(value, 0, NumberMax(rule.Type))); break;
        }
    }

    private static uint NumberMax(PropertyType type) => type switch
    {
        PropertyType.Flag => 1,
        PropertyType.UInt16 => ushort.MaxValue,
        PropertyType.VariableByteInteger => FixedHeader.RemainingLengthMax,
        _ => uint.MaxValue,
    };

    // What a client may send, and of that what stays with the message.
    private static void Check(ReadOnlySpan<byte> block, ArchiveLine line)
    {
        if (block.Length > FixedHeader.RemainingLengthMax) throw line.Wrong(Fields.Properties, "is longer than a packet can be");
        var bytes = new byte[LengthBytesMax + block.Length];
        var writer = new WireWriter(bytes);
        writer.WriteVariableByteInteger(block.Length);
        writer.WriteBytes(block);
        var reader = new WireReader(bytes.AsSpan(0, writer.Written));
        var violation = PropertyBlock.TryRead(ref reader, PropertySite.PublishToServer, out var read);
        if (!violation.IsNone) throw line.Wrong(Fields.Properties, $"is not valid: {violation.What}");
        if (MessageProperties.Forwarded(read, new()).Length != block.Length)
            throw line.Wrong(Fields.Properties, "has one that does not stay with a message, such as topicAlias");
    }
}
