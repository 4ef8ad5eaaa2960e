using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Inspection;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Admin.Clients;

/// <summary>Who subscribes to what.</summary>
internal sealed class SubscriptionRoutes(AdminContext context)
{
    private static readonly Listing<SubscriptionView> Listing = new(
        view => $"{view.ClientId}\n{view.Filter}",
        [("filter", view => SortKey.Of(view.Filter)), ("clientId", view => SortKey.Of(view.ClientId))]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/subscriptions", "Lists subscriptions.", ListAsync)
            .Asks(Listing.Parameters).Asks(RouteParameter.Text("matching", "a topic name that their filters match"), RouteParameter.Text("text", "a part of filter or client id"), RouteParameter.Text("clientId", "whose"), RouteParameter.Flag("shared", "shared ones only, or others only")).Answers(AdminJson.Default.PageSubscriptionRow),
        AdminRoute.Post("/api/v1/client/subscribe", Role.Operator, "Subscribes for a client, within the rules that hold for it.", SubscribeAsync).Takes(AdminJson.Default.SubscriptionOrder),
        AdminRoute.Post("/api/v1/client/unsubscribe", Role.Operator, "Ends a subscription of a client.", UnsubscribeAsync).Takes(AdminJson.Default.SubscriptionReference),
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

    private async Task SubscribeAsync(AdminCall call)
    {
        var order = await call.ReadAsync(AdminJson.Default.SubscriptionOrder);
        call.Concerns(order.ClientId, order.Filter);
        if (order.Qos is < 0 or > 2) throw ProblemException.BadField("qos", $"{order.Qos}", "0, 1 or 2");
        Violation? against;
        Lsn needs;
        using (var batch = context.BeginBatch())
            against = context.Broker.Steering.Subscribe(order.ClientId, order.Filter, (QoS)order.Qos, CauseOf(call), batch, out needs);
        if (against is not { } violation) throw ClientRoutes.Unknown(order.ClientId);
        if (!violation.IsNone)
        {
            throw violation.Code == ReasonCode.TopicFilterInvalid
                ? ProblemException.BadField("filter", order.Filter, "a topic filter such as plant/+/state, within topic_bytes_max and topic_levels_max")
                : new ProblemException(422, "Not subscribed", violation.What) { Field = "filter", Value = order.Filter, Remedy = CodeText.Words(violation.Code) };
        }

        await context.AwaitDurableAsync(needs, call.Http.RequestAborted);
        await call.DoneAsync();
    }

    private async Task UnsubscribeAsync(AdminCall call)
    {
        var order = await call.ReadAsync(AdminJson.Default.SubscriptionReference);
        call.Concerns(order.ClientId, order.Filter);
        bool isDone;
        Lsn needs;
        using (var batch = context.BeginBatch())
            isDone = context.Broker.Steering.Unsubscribe(order.ClientId, order.Filter, CauseOf(call), batch, out needs);
        if (!isDone) throw ProblemException.NotFound($"client '{order.ClientId}' has no subscription '{order.Filter}'", "Look at the client's subscriptions");
        await context.AwaitDurableAsync(needs, call.Http.RequestAborted);
        await call.DoneAsync();
    }

    private static string CauseOf(AdminCall call) => $"{call.Caller!.Name} did it at the console";

    private static bool Matches(string filter, byte[] topic)
    {
        var bytes = Encoding.UTF8.GetBytes(filter);
        return TopicFilter.Matches(TopicFilter.TrySplitShared(bytes, out _, out var topicFilter) ? topicFilter : bytes, topic);
    }
}
