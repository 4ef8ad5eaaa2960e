using System.Text;
using Heliograph.Broker.Inspection;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;
using Heliograph.Server.Admin.Views;

namespace Heliograph.Server.Admin.Clients;

/// <summary>Clients: who is there, what they have, and the end of them.</summary>
internal sealed class ClientRoutes(AdminContext context)
{
    private static readonly Listing<ClientView> Listing = new(
        view => view.ClientId,
        [
            ("clientId", view => SortKey.Of(view.ClientId)),
            ("userName", view => SortKey.Of(view.UserName)),
            ("address", view => SortKey.Of(view.Address)),
            ("since", view => SortKey.Of(view.Since.Milliseconds)),
            ("subscriptions", view => SortKey.Of(view.Subscriptions)),
            ("inflight", view => SortKey.Of(view.Inflight)),
            ("queued", view => SortKey.Of(view.Queued)),
            ("queuedBytes", view => SortKey.Of(view.QueuedBytes)),
            ("messagesReceived", view => SortKey.Of(view.Traffic.MessagesReceived)),
            ("messagesSent", view => SortKey.Of(view.Traffic.MessagesSent)),
            ("bytesReceived", view => SortKey.Of(view.Traffic.BytesReceived)),
            ("bytesSent", view => SortKey.Of(view.Traffic.BytesSent)),
        ]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/clients", "Lists clients.", ListAsync)
            .Asks(Listing.Parameters).Asks(RouteParameter.Text("text", "a part of id, user or address"), RouteParameter.Text("state", "connected or away"), RouteParameter.Text("user", "the user name")).Answers(AdminJson.Default.PageClientRow),
        AdminRoute.Get("/api/v1/client", "One client with its subscriptions, what is in flight to it, and its will.", ShowAsync).Asks(RouteParameter.Needed("id", "the client identifier")).Answers(AdminJson.Default.ClientAnswer),
        AdminRoute.Get("/api/v1/client/queue", "Looks into what waits for a client, oldest first.", ShowQueueAsync).Asks(RouteParameter.Needed("id", "the client identifier"), RouteParameter.Number("limit", "messages, 1 to 100; 20 if absent"), RouteParameter.Number("cursor", "the next of the part before")).Answers(AdminJson.Default.PageQueuedRow),
        AdminRoute.Post("/api/v1/client/disconnect", Role.Operator, "Ends a client's connection; its session stays.", DisconnectAsync).Takes(AdminJson.Default.ClientReference),
        AdminRoute.Post("/api/v1/client/delete", Role.Operator, "Ends a client's connection and its session, with all that waits for it.", DeleteAsync).Takes(AdminJson.Default.ClientReference),
    ];

    private Task ListAsync(AdminCall call)
    {
        var (text, user) = (call.Text("text"), call.Text("user"));
        bool? connected = call.Text("state") switch
        {
            null => null,
            "connected" => true,
            "away" => false,
            var other => throw ProblemException.BadField("state", other, "connected or away"),
        };
        var page = Listing.Take(call, context.Broker.Inspection.Clients(), view =>
            (connected is null || view.IsConnected == connected) && (user is null || view.UserName == user)
            && (text is null || Has(view.ClientId, text) || Has(view.UserName, text) || Has(view.Address, text)));
        return call.ReplyAsync(page.Select(ClientRow.Of), AdminJson.Default.PageClientRow);
    }

    private Task ShowAsync(AdminCall call)
    {
        var id = call.Required("id");
        var detail = context.Broker.Inspection.FindClient(id) ?? throw Unknown(id);
        var will = detail.Will is { } left
            ? new WillRow(Encoding.UTF8.GetString(left.Message.Topic), (int)left.Message.QoS, left.Message.Retain, left.DelaySeconds)
            : null;
        var answer = new ClientAnswer(ClientRow.Of(detail.Client))
        {
            SubscriptionList = [.. detail.Subscriptions.Select(SubscriptionRow.Of)],
            InflightList = [.. detail.Inflight.Select(RowOf)],
            Will = will,
        };
        return call.ReplyAsync(answer, AdminJson.Default.ClientAnswer);
    }

    private Task ShowQueueAsync(AdminCall call)
    {
        const int limitMax = 100, skipMax = 100_000_000;
        var id = call.Required("id");
        var (limit, skip) = ((int)call.Number("limit", 20, 1, limitMax), (int)call.Number("cursor", 0, 0, skipMax));
        var detail = context.Broker.Inspection.FindClient(id) ?? throw Unknown(id);
        var part = context.Broker.Inspection.Queue(id, skip, limit) ?? throw Unknown(id);
        var rows = part.Select((delivery, at) => new QueuedRow(
            skip + at + 1, TopicOf(delivery), (int)delivery.QoS, delivery.Retain, delivery.Size, Times.OrNever(delivery.ExpiresAt),
            delivery.Message is { } message ? PayloadView.Of(message.Payload) : null)).ToArray();
        var count = detail.Client.Queued;
        var next = skip + rows.Length < count && rows.Length > 0 ? $"{skip + rows.Length}" : null;
        return call.ReplyAsync(new(rows, next, count, count), AdminJson.Default.PageQueuedRow);
    }

    private async Task DisconnectAsync(AdminCall call)
    {
        var id = (await call.ReadAsync(AdminJson.Default.ClientReference)).ClientId;
        call.Concerns(id);
        using (var batch = context.BeginBatch())
        {
            if (!context.Broker.Steering.Disconnect(id, $"{call.Caller!.Name} disconnected it at the console", batch))
                throw ProblemException.NotFound($"no client '{id}' is connected", "Look at the list of clients");
        }

        await call.DoneAsync();
    }

    private async Task DeleteAsync(AdminCall call)
    {
        var id = (await call.ReadAsync(AdminJson.Default.ClientReference)).ClientId;
        call.Concerns(id);
        using (var batch = context.BeginBatch())
        {
            if (!context.Broker.Steering.EndSession(id, $"{call.Caller!.Name} deleted its session at the console", batch)) throw Unknown(id);
        }

        await call.DoneAsync();
    }

    private static InflightRow RowOf(DeliveryView delivery) => new(delivery.PacketId, TopicOf(delivery), (int)delivery.QoS, delivery.Awaits switch
    {
        PacketType.PubAck => "PUBACK",
        PacketType.PubRec => "PUBREC",
        PacketType.PubComp => "PUBCOMP",
        _ => null,
    });

    private static string? TopicOf(DeliveryView delivery) => delivery.Message is { } message ? Encoding.UTF8.GetString(message.Topic) : null;

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>There is no such session.</summary>
    public static ProblemException Unknown(string id) => ProblemException.NotFound($"there is no client '{id}'", "Look at the list of clients");
}
