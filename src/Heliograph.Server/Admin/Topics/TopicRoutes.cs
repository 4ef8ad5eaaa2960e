using System.Text;
using Heliograph.Broker.Delivery;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;
using Heliograph.Server.Admin.Views;

namespace Heliograph.Server.Admin.Topics;

/// <summary>Topics that are published on, with their rates.</summary>
internal sealed class TopicRoutes(AdminContext context)
{
    private static readonly Listing<TopicView> Listing = new(
        view => view.Topic,
        [
            ("topic", view => SortKey.Of(view.Topic)),
            ("rate", view => SortKey.Of((long)(view.Rate * 100))),
            ("messages", view => SortKey.Of(view.Messages)),
            ("bytes", view => SortKey.Of(view.Bytes)),
            ("lastAt", view => SortKey.Of(view.LastAt.Milliseconds)),
        ]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/topics", "Lists topics that are published on, counted while someone asks.", ListAsync)
            .Asks(Listing.Parameters).Asks(RouteParameter.Text("text", "a part of the topic"), RouteParameter.Text("matching", "a topic filter")).Answers(AdminJson.Default.TopicPage),
        AdminRoute.Post("/api/v1/topics/reset", Role.Operator, "Counts topics from zero.", ResetAsync),
    ];

    private Task ListAsync(AdminCall call)
    {
        var (text, matching) = (call.Text("text"), call.Text("matching"));
        var filter = matching is null ? null : Encoding.UTF8.GetBytes(matching);
        if (filter is not null && !TopicFilter.IsValid(filter))
            throw ProblemException.BadField("matching", matching, "a topic filter such as plant/+/state or plant/#");
        var now = context.Clock.Now;
        var meter = context.Broker.Inspection.WatchTopics(now);
        var page = Listing.Take(call, meter.Topics(now), view =>
            (text is null || view.Topic.Contains(text, StringComparison.OrdinalIgnoreCase))
            && (filter is null || TopicFilter.Matches(filter, Encoding.UTF8.GetBytes(view.Topic))));
        var rows = page.Select(view => new TopicRow(view.Topic, view.Messages, view.Bytes, view.Rate, Times.Of(view.LastAt), (int)view.LastQoS));
        return call.ReplyAsync(
            new(rows.Items, rows.Next, rows.Matched, rows.Total, Times.Of(meter.Since), TopicMeter.TopicsMax, meter.IsFull), AdminJson.Default.TopicPage);
    }

    private Task ResetAsync(AdminCall call)
    {
        context.Broker.Inspection.WatchTopics(context.Clock.Now).Reset(context.Clock.Now);
        return call.DoneAsync();
    }
}

/// <summary>One topic in a list.</summary>
/// <param name="Topic">The topic name.</param>
/// <param name="Messages">Since counting began.</param>
/// <param name="Bytes">Of payloads.</param>
/// <param name="Rate">Messages per second in the last minute.</param>
/// <param name="LastAt">When the last one came.</param>
/// <param name="LastQos">As it was published.</param>
internal sealed record TopicRow(string Topic, long Messages, long Bytes, double Rate, DateTime LastAt, int LastQos);

/// <summary>A page of the list of topics, and what it stands on.</summary>
internal sealed record TopicPage(
    IReadOnlyList<TopicRow> Items, string? Next, int Matched, int Total, DateTime WatchingSince, int TopicsMax, bool IsFull);
