using Heliograph.Server.Tracing;

namespace Heliograph.Server.Admin.Traces;

/// <summary>One trace in a list.</summary>
internal sealed record TraceRow(
    string Id, string? ClientId, string? Address, string? Topic, bool WithPayload, DateTime StartedAt, string StartedBy, DateTime EndsAt,
    string State, long Packets, long Bytes, long Dropped)
{
    public static TraceRow Of(TraceRecord record) => new(
        record.Id, record.Filter.ClientId, record.Filter.Address, record.Filter.Topic, record.WithPayload, record.StartedAt, record.StartedBy,
        record.EndsAt, StateName(record.State), record.Packets, record.Bytes, record.Dropped);

    public static string StateName(TraceState state) => state.ToString().ToLowerInvariant();
}

/// <summary>One packet of a trace.</summary>
internal sealed record TracePacketRow(long Number, DateTime At, string Direction, string? ClientId, string Address, string Packet, string Summary, int Size)
{
    public static TracePacketRow Of(long number, TracedPacket packet) => new(
        number, packet.At, packet.IsIncoming ? "in" : "out", packet.ClientId.Length > 0 ? packet.ClientId : null, packet.Peer.ToString(), packet.Type,
        packet.Summary, packet.Size);
}

/// <summary>Some packets of a trace.</summary>
/// <param name="Items">The oldest first.</param>
/// <param name="Last">The number of the last packet there is.</param>
/// <param name="State">running, ended or full.</param>
/// <param name="Dropped">Packets that came faster than they could be written.</param>
internal sealed record TracePackets(IReadOnlyList<TracePacketRow> Items, long Last, string State, long Dropped);

/// <summary>What to trace.</summary>
internal sealed record TraceOrder(int Minutes, bool WithPayload = false, string? ClientId = null, string? Address = null, string? Topic = null);
