using System.Buffers.Binary;
using System.Text;

namespace Heliograph.Server.Tests.Telemetry;

/// <summary>An ExportMetricsServiceRequest of OTLP, read as far as tests want to know: opentelemetry/proto/metrics/v1/metrics.proto.</summary>
internal sealed class ExportedMetrics
{
    public ExportedMetrics(ReadOnlySpan<byte> request)
    {
        foreach (var (field, resourceMetrics) in Fields(request))
        {
            if (field != 1) continue;
            foreach (var (part, content) in Fields(resourceMetrics))
            {
                if (part == 1) ReadAttributes(content, keysAt: 1, Resource);
                if (part == 2) ReadScope(content);
            }
        }
    }

    /// <summary>What tells where it comes from.</summary>
    public Dictionary<string, string> Resource { get; } = [];

    /// <summary>Values by name and attributes, such as <c>heliograph.packets.sent mqtt.packet.type=puback</c>.</summary>
    public Dictionary<string, double> Values { get; } = [];

    /// <summary>Units by name.</summary>
    public Dictionary<string, string> Units { get; } = [];

    private void ReadScope(byte[] scope)
    {
        foreach (var (field, metric) in Fields(scope))
            if (field == 2) ReadMetric(metric);
    }

    private void ReadMetric(byte[] metric)
    {
        var fields = Fields(metric);
        var name = Text(fields.Single(field => field.Number == 1).Content);
        Units[name] = Text(fields.SingleOrDefault(field => field.Number == 3).Content ?? []);
        foreach (var (_, data) in fields.Where(field => field.Number is 5 or 7)) // gauge or sum
            foreach (var (part, point) in Fields(data))
                if (part == 1) ReadPoint(name, point);
    }

    private void ReadPoint(string name, byte[] point)
    {
        var attributes = new Dictionary<string, string>();
        ReadAttributes(point, keysAt: 7, attributes);
        foreach (var (field, content) in Fields(point))
        {
            if (field is not (4 or 6)) continue;
            var value = field == 4 ? BinaryPrimitives.ReadDoubleLittleEndian(content) : BinaryPrimitives.ReadInt64LittleEndian(content);
            Values[string.Join(' ', attributes.Select(one => $"{one.Key}={one.Value}").Prepend(name))] = value;
        }
    }

    private static void ReadAttributes(byte[] owner, int keysAt, Dictionary<string, string> into)
    {
        foreach (var (field, pair) in Fields(owner))
        {
            if (field != keysAt) continue;
            var parts = Fields(pair);
            var value = Fields(parts.Single(part => part.Number == 2).Content).FirstOrDefault(part => part.Number == 1).Content;
            into[Text(parts.Single(part => part.Number == 1).Content)] = value is null ? "" : Text(value);
        }
    }

    private static string Text(byte[] content) => Encoding.UTF8.GetString(content);

    // Each field with its content: a number's bytes, or what has a length.
    private static List<(int Number, byte[] Content)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, byte[])>();
        while (!message.IsEmpty)
        {
            var key = TakeVarint(ref message);
            var length = (key & 7) switch { 0 => VarintLength(message), 1 => 8, 5 => 4, _ => (int)TakeVarint(ref message) };
            fields.Add(((int)(key >> 3), message[..length].ToArray()));
            message = message[length..];
        }

        return fields;
    }

    private static int VarintLength(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyInRange((byte)0, (byte)127) + 1;

    private static ulong TakeVarint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        var length = VarintLength(bytes);
        for (var at = 0; at < length; at++) value |= (ulong)(bytes[at] & 127) << (7 * at);
        bytes = bytes[length..];
        return value;
    }
}
