using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Heliograph.Broker.Events;
using Heliograph.Mqtt;

namespace Heliograph.Server.Telemetry;

/// <summary>One event as it stands in the file of events: a JSON object on a line.</summary>
/// <remarks>The time is in milliseconds since 1970-01-01 UTC; the kind is a name, so that a kind added later changes no old line.</remarks>
internal sealed record EventLine(
    long At, string Kind, string Client, string? User, string? Address, byte Code, string Cause, string? Topic)
{
    public static void Write(BrokerEvent happened, IBufferWriter<byte> output)
    {
        var line = new EventLine(
            happened.At.Milliseconds, happened.Kind.ToString(), happened.ClientId, happened.UserName, happened.Address,
            (byte)happened.Code, happened.Cause, happened.Topic);
        using (var writer = new Utf8JsonWriter(output)) JsonSerializer.Serialize(writer, line, EventLineJson.Default.EventLine);
        output.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <returns>Null when it is none of ours: torn by a crash, or of a kind that is not known.</returns>
    public static BrokerEvent? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            if (JsonSerializer.Deserialize(line, EventLineJson.Default.EventLine) is not { } read) return null;
            return Enum.TryParse<EventKind>(read.Kind, out var kind) && Enum.IsDefined(kind)
                ? new(new(read.At), kind, read.Client, read.User, read.Address, (ReasonCode)read.Code, read.Cause, read.Topic)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(EventLine))]
internal sealed partial class EventLineJson : JsonSerializerContext;
