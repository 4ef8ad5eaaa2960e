using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>Writes lines of one JSON object each.</summary>
internal sealed class LineWriter(IBufferWriter<byte> output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no browser reads it, and people read topics
    });

    /// <summary>Begins a line of a type.</summary>
    /// <returns>The writer of its further fields.</returns>
    public Utf8JsonWriter Begin(string type)
    {
        _json.WriteStartObject();
        _json.WriteString(Fields.Type, type);
        return _json;
    }

    /// <summary>Begins the first line.</summary>
    public Utf8JsonWriter BeginHeader()
    {
        _json.WriteStartObject();
        return _json;
    }

    public void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();
}
