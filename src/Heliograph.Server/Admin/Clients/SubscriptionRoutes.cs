using System.Text;
using Heliograph.Broker.Inspection;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;

namespace Heliograph.Server.Admin.Clients;

/// <summary>Who subscribes to what.</summary>
internal sealed class SubscriptionRoutes(AdminContext context)
{
    private static readonly Listing<SubscriptionView> Listing = new(
        view => $"{view.ClientId}\n{view.Filter}",
        [("filter", view => SortKey.Of(view.Filter)), ("clientId", view => SortKey.Of(view.ClientId))]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/subscriptions", "Lists subscriptions: text, clientId, matching (a topic name), shared.", ListAsync),
    ];

    private Task ListAsync(AdminCall call)
    {
        var (text, clientId, shared) = (call.Text("text"), call.Text("clientId"), call.Flag("shared"));
        var topic = call.Text("matching") is { } name ? Encoding.UTF8.GetBytes(name) : null;
        if (topic is not null && !TopicName.IsValid(topic))
            throw ProblemException.BadField("matching", call.Text("matching"), "a topic name without wildcards");
        var page = Listing.Take(call, context.Broker.Inspection.Subscriptions(), view =>
            (clientId is null || view.ClientId == clientId) && (shared is null || view.Group is not null == shared)
            && (text is null || view.Filter.Contains(text, StringComparison.OrdinalIgnoreCase) || view.ClientId.Contains(text, StringComparison.OrdinalIgnoreCase))
            && (topic is null || Matches(view.Filter, topic)));
        return call.ReplyAsync(page.Select(SubscriptionRow.Of), AdminJson.Default.PageSubscriptionRow);
    }

    private static bool Matches(string filter, byte[] topic)
    {
        var bytes = Encoding.UTF8.GetBytes(filter);
        return TopicFilter.Matches(TopicFilter.TrySplitShared(bytes, out _, out var topicFilter) ? topicFilter : bytes, topic);
    }
}
