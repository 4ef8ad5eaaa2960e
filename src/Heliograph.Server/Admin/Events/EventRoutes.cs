using Heliograph.Broker.Events;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;

namespace Heliograph.Server.Admin.Events;

/// <summary>What happened, and why.</summary>
internal sealed class EventRoutes(AdminContext context)
{
    private static readonly Listing<(BrokerEvent Event, int Number)> Listing = new(
        entry => $"{entry.Number:d10}",
        [("at", entry => SortKey.Of(entry.Event.At.Milliseconds)), ("clientId", entry => SortKey.Of(entry.Event.ClientId))]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/events", "Lists what happened to clients, with its cause.", ListAsync)
            .Asks(Listing.Parameters).Asks(RouteParameter.Text("clientId", "whose"), RouteParameter.Text("kind", "the kind, such as refused"), RouteParameter.Text("text", "a part of cause, id, topic, address or user")).Answers(AdminJson.Default.PageEventRow),
    ];

    private Task ListAsync(AdminCall call)
    {
        var (clientId, kind, text) = (call.Text("clientId"), call.Text("kind"), call.Text("text"));
        var kinds = Enum.GetValues<EventKind>().Select(EventRow.KindName).ToArray();
        if (kind is not null && !kinds.Contains(kind)) throw ProblemException.BadField("kind", kind, string.Join(", ", kinds));
        var events = clientId is null ? context.Broker.Events.Latest() : context.Broker.Events.OfClient(clientId);
        var page = Listing.Take(call, events.Select((happened, at) => (happened, at)), entry =>
            (kind is null || EventRow.KindName(entry.Event.Kind) == kind)
            && (text is null || Has(entry.Event.Cause, text) || Has(entry.Event.ClientId, text) || Has(entry.Event.Topic, text)
                || Has(entry.Event.Address, text) || Has(entry.Event.UserName, text)));
        return call.ReplyAsync(page.Select(entry => EventRow.Of(entry.Event)), AdminJson.Default.PageEventRow);
    }

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
