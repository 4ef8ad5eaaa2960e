using Heliograph.Broker.Inspection;
using Heliograph.Mqtt;
using Heliograph.Server.Admin.Views;

namespace Heliograph.Server.Admin.Clients;

/// <summary>One client in a list.</summary>
/// <remarks>Traffic is that of the present connection: null without one.</remarks>
internal record ClientRow(
    string ClientId, string? UserName, string? Address, string? Protocol, bool Connected, DateTime Since, uint? SessionExpirySeconds,
    int KeepAliveSeconds, int Subscriptions, int Inflight, int Queued, long QueuedBytes,
    long? MessagesReceived, long? MessagesSent, long? BytesReceived, long? BytesSent)
{
    public static ClientRow Of(ClientView view) => new(
        view.ClientId, view.UserName, view.Address, ProtocolName(view.Version), view.IsConnected, Times.Of(view.Since),
        view.SessionExpirySeconds == uint.MaxValue ? null : view.SessionExpirySeconds, view.KeepAliveSeconds,
        view.Subscriptions, view.Inflight, view.Queued, view.QueuedBytes,
        OfConnection(view, view.Traffic.MessagesReceived), OfConnection(view, view.Traffic.MessagesSent),
        OfConnection(view, view.Traffic.BytesReceived), OfConnection(view, view.Traffic.BytesSent));

    private static long? OfConnection(ClientView view, long count) => view.IsConnected ? count : null;

    private static string? ProtocolName(ProtocolVersion version) => version switch
    {
        ProtocolVersion.V31 => "3.1",
        ProtocolVersion.V311 => "3.1.1",
        ProtocolVersion.V5 => "5.0",
        _ => null,
    };
}

/// <summary>One client with all that it has.</summary>
internal sealed record ClientAnswer : ClientRow
{
    public ClientAnswer(ClientRow row)
        : base(row)
    {
    }

    public required IReadOnlyList<SubscriptionRow> SubscriptionList { get; init; }
    public required IReadOnlyList<InflightRow> InflightList { get; init; }
    public required WillRow? Will { get; init; }
}

/// <summary>One delivery in flight.</summary>
internal sealed record InflightRow(int PacketId, string? Topic, int Qos, string? Awaits);

/// <summary>One message that waits.</summary>
internal sealed record QueuedRow(
    int Place, string? Topic, int Qos, bool Retain, int Size, DateTime? ExpiresAt, PayloadView? Payload);

/// <summary>A will.</summary>
internal sealed record WillRow(string Topic, int Qos, bool Retain, uint DelaySeconds);

/// <summary>Whom a change is about.</summary>
internal sealed record ClientReference(string ClientId);
