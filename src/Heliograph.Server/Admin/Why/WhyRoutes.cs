using System.Globalization;
using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Inspection;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Admin.Http;
using Heliograph.Server.Admin.Views;

namespace Heliograph.Server.Admin.Why;

/// <summary>What decided, in words.</summary>
internal sealed class WhyRoutes(AdminContext context)
{
    private const string SinceForms = "an instant such as 2026-01-31T12:00:00Z, or how long ago, such as 10m, 2h or 1d";

    public IEnumerable<AdminRoute> All =>
    [
        AdminRoute.Get("/api/v1/why/not-delivered", "Why messages on a topic do not reach a client.", NotDeliveredAsync)
            .Asks(RouteParameter.Needed("topic", "a topic name"), RouteParameter.Needed("clientId", "the receiver"), RouteParameter.Text("since", SinceForms)).Answers(AdminJson.Default.WhyAnswer),
        AdminRoute.Get("/api/v1/why/client", "Whether a client is there, and what is wrong with it now.", ClientAsync)
            .Asks(RouteParameter.Needed("clientId", "the client identifier")).Answers(AdminJson.Default.WhyAnswer),
    ];

    private Task NotDeliveredAsync(AdminCall call)
    {
        var (topic, clientId) = (call.Required("topic"), call.Required("clientId"));
        if (!TopicName.IsValid(Encoding.UTF8.GetBytes(topic))) throw ProblemException.BadField("topic", topic, "a topic name without wildcards");
        var diagnosis = context.Broker.Inspection.WhyNotDelivered(topic, clientId, SinceOf(call.Text("since")));
        return call.ReplyAsync(WhyAnswer.Of(diagnosis), AdminJson.Default.WhyAnswer);
    }

    private Task ClientAsync(AdminCall call)
    {
        var clientId = call.Required("clientId");
        var client = context.Broker.Inspection.FindClient(clientId)?.Client;
        return call.ReplyAsync(new($"'{clientId}' {StateOf(client)}.", new ClientCauses(context, clientId, client).Find()), AdminJson.Default.WhyAnswer);
    }

    private static string StateOf(ClientView? client)
    {
        if (client is not { } there) return "has no session now";
        var waiting = there.Queued > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {there.Queued} messages wait for it") : "";
        var since = Times.Of(there.Since).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return there.IsConnected
            ? $"is connected from {there.Address} since {since}{waiting}"
            : $"is away since {since}, and its session waits for it{waiting}";
    }

    private Instant SinceOf(string? text)
    {
        if (text is null) return new(long.MinValue);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && text.Contains('-', StringComparison.Ordinal))
            return new(at.ToUnixTimeMilliseconds());
        if (int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            var unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
            if (unit > 0) return new(context.Clock.Now.Milliseconds - (1_000L * unit * count));
        }

        throw ProblemException.BadField("since", text, SinceForms);
    }
}

/// <summary>What decided.</summary>
/// <param name="Answer">One sentence.</param>
/// <param name="Findings">What decides first, then what may have to do with it.</param>
internal sealed record WhyAnswer(string Answer, IReadOnlyList<FindingRow> Findings)
{
    public static WhyAnswer Of(Diagnosis diagnosis) => new(diagnosis.Answer, [.. diagnosis.Findings.Select(FindingRow.Of)]);
}

/// <summary>One thing that was found.</summary>
/// <param name="At">When it happened; null for what is so now.</param>
/// <param name="Severity">decisive or note.</param>
/// <param name="Text">A sentence without its full stop.</param>
/// <param name="Remedy">What to do, or null.</param>
internal sealed record FindingRow(DateTime? At, string Severity, string Text, string? Remedy)
{
    public const string Decisive = "decisive", Note = "note";

    public static FindingRow Of(Finding finding) => new(
        finding.At is { } at ? Times.Of(at) : null, finding.IsDecisive ? Decisive : Note, finding.Text, finding.Remedy);
}
