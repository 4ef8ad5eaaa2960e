using System.Text.Json.Serialization;

namespace Heliograph.Server.Tracing;

/// <summary>How a trace stands.</summary>
internal enum TraceState : byte
{
    Running,

    /// <summary>Stopped, or its time was over.</summary>
    Ended,

    /// <summary>Its file has no more room.</summary>
    Full,
}

/// <summary>What is kept of a trace beside its packets.</summary>
/// <param name="Id">Also the name of its files.</param>
/// <param name="Filter">Which packets it wants.</param>
/// <param name="WithPayload">Whether payloads are kept.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="StartedBy">By whom.</param>
/// <param name="EndsAt">When it ends, if nobody stops it before.</param>
/// <param name="State">As it was when this was written.</param>
/// <param name="Packets">In its file.</param>
/// <param name="Bytes">Of its file.</param>
/// <param name="Dropped">Packets that came faster than they could be written.</param>
internal sealed record TraceRecord(
    string Id, TraceFilter Filter, bool WithPayload, DateTime StartedAt, string StartedBy, DateTime EndsAt, TraceState State, long Packets,
    long Bytes, long Dropped);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(TraceRecord))]
internal sealed partial class TraceJson : JsonSerializerContext;
