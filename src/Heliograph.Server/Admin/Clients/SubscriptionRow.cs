using Heliograph.Broker.Inspection;

namespace Heliograph.Server.Admin.Clients;

/// <summary>One subscription in a list.</summary>
internal sealed record SubscriptionRow(
    string ClientId, string Filter, int Qos, bool NoLocal, bool RetainAsPublished, int RetainHandling, uint? SubscriptionId, string? Group)
{
    public static SubscriptionRow Of(SubscriptionView view) => new(
        view.ClientId, view.Filter, (int)view.Options.QoS, view.Options.NoLocal, view.Options.RetainAsPublished,
        (int)view.Options.RetainHandling, view.SubscriptionId, view.Group);
}

/// <summary>A subscription to make.</summary>
internal sealed record SubscriptionOrder(string ClientId, string Filter, int Qos);

/// <summary>Which subscription a change is about.</summary>
internal sealed record SubscriptionReference(string ClientId, string Filter);
