using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Lists;

namespace Heliograph.Server.Admin.Retained;

/// <summary>Retained messages: lists, a tree to browse, and the end of them.</summary>
internal sealed class RetainedRoutes(AdminContext context)
{
    private const int SampleMax = 20, BranchesMax = 1_000;

    private static readonly Listing<Message> Listing = new(
        TopicOf,
        [
            ("topic", message => SortKey.Of(TopicOf(message))),
            ("size", message => SortKey.Of(message.Size)),
            ("expiresAt", message => SortKey.Of(message.ExpiresAt.Milliseconds)),
            ("storedAt", message => SortKey.Of(message.RetainedAt.Milliseconds)),
        ]);

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/retained", "Lists retained messages.", ListAsync)
            .Asks(Listing.Parameters).Asks(RouteParameter.Text("matching", "a topic filter"), RouteParameter.Text("text", "a part of the topic"), RouteParameter.Number("minBytes", "topic, properties and payload at least"), RouteParameter.Number("olderThan", "seconds since they were retained")).Answers(AdminJson.Default.PageRetainedRow),
        AdminRoute.Get("/api/v1/retained/message", "One retained message.", ShowAsync).Asks(RouteParameter.Needed("topic", "the topic name")).Answers(AdminJson.Default.RetainedRow),
        AdminRoute.Get("/api/v1/retained/tree", "The levels right below a topic.", ShowTreeAsync).Asks(RouteParameter.Text("under", "a topic; the top if absent, the level without a name if empty")).Answers(AdminJson.Default.RetainedTree),
        AdminRoute.Post("/api/v1/retained/delete", Role.Operator, "Forgets one retained message.", DeleteAsync).Takes(AdminJson.Default.TopicReference),
        AdminRoute.Post("/api/v1/retained/delete-matching", Role.Operator, "Forgets all that a filter matches; preview only counts them.", DeleteMatchingAsync).Takes(AdminJson.Default.RetainedSelection).Answers(AdminJson.Default.RetainedDeletion),
    ];

    private Task ListAsync(AdminCall call)
    {
        var (text, minBytes) = (call.Text("text"), call.Number("minBytes", 0, 0, int.MaxValue));
        var storedBefore = StoredBefore(call.Number("olderThan", 0, 0, int.MaxValue));
        var page = Listing.Take(call, Find(call.Text("matching") ?? "#"), message =>
            message.Size >= minBytes && IsStoredBefore(message, storedBefore) && (text is null || TopicOf(message).Contains(text, StringComparison.OrdinalIgnoreCase)));
        return call.ReplyAsync(page.Select(message => RetainedRow.Of(message)), AdminJson.Default.PageRetainedRow);
    }

    private Task ShowAsync(AdminCall call)
    {
        const int payloadBytesMax = 1 << 20;
        var topic = call.Required("topic");
        var message = context.Broker.Inspection.FindRetained(topic) ?? throw Unknown(topic);
        return call.ReplyAsync(RetainedRow.Of(message, payloadBytesMax), AdminJson.Default.RetainedRow);
    }

    private Task ShowTreeAsync(AdminCall call)
    {
        // Without a topic it is the top; an empty one is the level without a name, below which "/a" is.
        var under = call.Http.Request.Query.TryGetValue("under", out var topicAbove) ? topicAbove.ToString() : null;
        var branches = new SortedDictionary<string, RetainedBranch>(StringComparer.Ordinal);
        var isTruncated = false;
        foreach (var message in Find(under is null ? "#" : $"{under}/#"))
        {
            var topic = TopicOf(message);
            if (topic == under) continue; // the filter matches the level itself as well
            var rest = under is null ? topic : topic[(under.Length + 1)..];
            var end = rest.IndexOf('/', StringComparison.Ordinal);
            var level = end < 0 ? rest : rest[..end];
            if (!branches.TryGetValue(level, out var branch))
            {
                if (isTruncated = branches.Count >= BranchesMax) continue;
                branch = new(level, under is null ? level : $"{under}/{level}", 0, false);
            }

            branches[level] = branch with { Messages = branch.Messages + 1, HasMessage = branch.HasMessage || end < 0 };
        }

        return call.ReplyAsync(new([.. branches.Values], isTruncated), AdminJson.Default.RetainedTree);
    }

    private async Task DeleteAsync(AdminCall call)
    {
        var topic = (await call.ReadAsync(AdminJson.Default.TopicReference)).Topic;
        call.Concerns(topic);
        if (!context.Broker.Steering.ClearRetained(topic, out var needs)) throw Unknown(topic);
        await context.AwaitDurableAsync(needs, call.Http.RequestAborted);
        await call.DoneAsync();
    }

    private async Task DeleteMatchingAsync(AdminCall call)
    {
        var selection = await call.ReadAsync(AdminJson.Default.RetainedSelection);
        if (selection.OlderThan is < 0 or > int.MaxValue)
            throw ProblemException.BadField("olderThan", $"{selection.OlderThan}", "seconds, 0 or more");
        var storedBefore = StoredBefore(selection.OlderThan ?? 0);
        var topics = Find(selection.Matching)
            .Where(message => message.Size >= (selection.MinBytes ?? 0) && IsStoredBefore(message, storedBefore)).Select(TopicOf).ToArray();
        if (selection.Preview) call.OnlyLooked();
        var (deleted, last) = (0, Lsn.None);
        foreach (var topic in selection.Preview ? [] : topics)
        {
            if (!context.Broker.Steering.ClearRetained(topic, out var needs)) continue; // gone meanwhile
            deleted++;
            last = Lsn.Later(last, needs);
        }

        call.Concerns(selection.Matching, $"{deleted} deleted");
        await context.AwaitDurableAsync(last, call.Http.RequestAborted);
        await call.ReplyAsync(new(topics.Length, deleted, [.. topics.Order(StringComparer.Ordinal).Take(SampleMax)]), AdminJson.Default.RetainedDeletion);
    }

    private IReadOnlyList<Message> Find(string filter)
    {
        if (!TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter)))
            throw ProblemException.BadField("matching", filter, "a topic filter such as plant/+/state or plant/#");
        return context.Broker.Inspection.Retained(filter, context.Clock.Now);
    }

    private Instant? StoredBefore(long olderThanSeconds) =>
        olderThanSeconds > 0 ? new(context.Clock.Now.Milliseconds - (olderThanSeconds * 1_000)) : null;

    // One whose age is not known counts as old: it was there before ages were kept.
    private static bool IsStoredBefore(Message message, Instant? limit) =>
        limit is null || message.RetainedAt == Instant.Never || message.RetainedAt <= limit;

    private static string TopicOf(Message message) => Encoding.UTF8.GetString(message.Topic);

    private static ProblemException Unknown(string topic) =>
        ProblemException.NotFound($"no message is retained on '{topic}'", "Look at the list of retained messages");
}
