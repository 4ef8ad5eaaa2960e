using System.Globalization;
using System.Text.Json;

namespace Heliograph.Cli.Commands.Asking;

/// <summary>A list of the REST API as a command shows it.</summary>
/// <param name="Name">The command.</param>
/// <param name="Summary">What it does, in a few words.</param>
/// <param name="Explanation">The same in a few sentences.</param>
/// <param name="Columns">What is shown of each entry.</param>
/// <param name="Filters">Options that become parameters of the same name.</param>
/// <param name="Example">A command line with its effect.</param>
internal sealed record ListDefinition(
    string Name, string Summary, string Explanation, IReadOnlyList<ListColumn> Columns, IReadOnlyList<ListFilter> Filters, (string, string) Example)
{
    private static readonly ListFilter Text = new("--text", "text", "TEXT", "Only what has this text in it");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ListDefinition> All { get; } =
    [
        new("clients", "List clients", "Lists the clients of a running broker, connected or not, with what waits for them.",
            [
                new("CLIENT", entry => TextOf(entry, "clientId")), new("USER", entry => TextOf(entry, "userName")),
                new("STATE", entry => entry.GetProperty("connected").GetBoolean() ? "connected" : "away"),
                new("SINCE", entry => TimeOf(entry, "since")), new("ADDRESS", entry => TextOf(entry, "address")),
                new("MQTT", entry => TextOf(entry, "protocol")), Number("SUBSCRIPTIONS", "subscriptions"), Number("QUEUED", "queued"),
                Number("RECEIVED", "messagesReceived"), Number("SENT", "messagesSent"),
            ],
            [Text, new("--state", "state", "STATE", "connected or away"), new("--user", "user", "NAME", "Only clients of this user")],
            ("heliograph clients --state away --order -queued", "Who is away, the longest queues first.")),
        new("subscriptions", "List subscriptions", "Lists the subscriptions of all clients of a running broker.",
            [
                new("FILTER", entry => TextOf(entry, "filter")), new("CLIENT", entry => TextOf(entry, "clientId")), Number("QOS", "qos"),
                new("GROUP", entry => TextOf(entry, "group")),
            ],
            [Text, new("--client", "clientId", "ID", "Only those of this client"), new("--matching", "matching", "TOPIC", "Only those that get this topic")],
            ("heliograph subscriptions --matching plant/1/state", "Who gets what is published there.")),
        new("retained", "List retained messages", "Lists the retained messages of a running broker.",
            [
                new("TOPIC", entry => TextOf(entry, "topic")), Number("QOS", "qos"), Number("BYTES", "size"),
                new("PAYLOAD", entry => PayloadOf(entry.GetProperty("payload"))),
            ],
            [Text, new("--matching", "matching", "FILTER", "Only topics that this filter matches")],
            ("heliograph retained --matching 'plant/#' --order -size", "What is kept there, the largest first.")),
        new("topics", "List topics that are published on", "Lists topics that clients publish on, with their rates. A running broker counts them while somebody asks: the first call begins, and counting ends a minute after the last one.",
            [
                new("TOPIC", entry => TextOf(entry, "topic")), Number("PER SECOND", "rate"), Number("MESSAGES", "messages"), Number("BYTES", "bytes"),
                Number("QOS", "lastQos"), new("LAST", entry => TimeOf(entry, "lastAt")),
            ],
            [Text, new("--matching", "matching", "FILTER", "Only topics that this filter matches")],
            ("heliograph topics --order -rate --limit 10", "The busiest topics.")) { WhenEmpty = "Nothing has been counted yet: counting begins with the first call. Ask again in some seconds." },
        new("events", "List what happened, and why", "Lists what happened to clients of a running broker lately, the latest first, each with its cause.",
            [
                new("AT", entry => TimeOf(entry, "at")), new("WHAT", entry => TextOf(entry, "kind")), new("CLIENT", entry => TextOf(entry, "clientId")),
                new("CAUSE", entry => TextOf(entry, "cause")), new("TOPIC", entry => TextOf(entry, "topic")),
            ],
            [Text, new("--client", "clientId", "ID", "Only those of this client"), new("--kind", "kind", "KIND", "Only these, such as refused, denied or dropped")],
            ("heliograph events --kind denied", "What the rules denied, and which rule did.")) { DefaultOrder = "-at" },
        new("audit", "List who changed what", "Lists what people and programs changed on a running broker, or were refused, the latest first.",
            [
                new("AT", entry => TimeOf(entry, "at")), new("USER", entry => TextOf(entry, "user")), new("VIA", entry => TextOf(entry, "via")),
                new("ADDRESS", entry => TextOf(entry, "address")), new("ACTION", entry => TextOf(entry, "action")), new("TARGET", entry => TextOf(entry, "target")),
                new("OUTCOME", entry => TextOf(entry, "outcome")), new("DETAIL", entry => TextOf(entry, "reason") is { Length: > 0 } reason ? reason : TextOf(entry, "detail")),
            ],
            [Text, new("--user", "user", "NAME", "Only what this user did"), new("--action", "action", "ACTION", "Only these, such as bans.add")],
            ("heliograph audit --action users.set", "Who changed whose password.")),
    ];

    /// <summary>The users, for <c>heliograph users</c>.</summary>
    public static ListDefinition Users { get; } = new("list", "List users", "Lists the users of a running broker, how their passwords are kept, and how many clients they have.",
        [
            new("USER", entry => TextOf(entry, "userName")), new("ROLE", entry => TextOf(entry, "role")), new("HASH", entry => TextOf(entry, "hash")),
            new("PASSWORD", entry => entry.GetProperty("isFirstPassword").GetBoolean() ? "the first one" : entry.GetProperty("isWeakHash").GetBoolean() ? "kept weakly" : "ok"),
            Number("CONNECTED", "connected"),
        ],
        [Text], ("heliograph users list", "Who there is.")) { Path = "users" };

    /// <summary>The bans, for <c>heliograph bans</c>.</summary>
    public static ListDefinition Bans { get; } = new("list", "List bans", "Lists who may not connect to a running broker.",
        [
            new("ID", entry => TextOf(entry, "id")), new("KIND", entry => TextOf(entry, "kind")), new("VALUE", entry => TextOf(entry, "value")),
            new("UNTIL", entry => TimeOrNever(entry, "expiresAt")), new("BY", entry => TextOf(entry, "createdBy")), Number("HITS", "hits"), new("REASON", entry => TextOf(entry, "reason")),
        ],
        [Text, new("--kind", "kind", "KIND", "clientId, user or address")], ("heliograph bans list --kind address", "The addresses that are kept out.")) { Path = "bans" };

    /// <summary>The API keys, for <c>heliograph keys</c>.</summary>
    public static ListDefinition Keys { get; } = new("list", "List API keys", "Lists the API keys of a running broker, without their secrets.",
        [
            new("ID", entry => TextOf(entry, "id")), new("NAME", entry => TextOf(entry, "name")), new("ROLE", entry => TextOf(entry, "role")),
            new("CREATED", entry => TimeOf(entry, "createdAt")), new("BY", entry => TextOf(entry, "createdBy")), new("EXPIRES", entry => TimeOrNever(entry, "expiresAt")),
            new("LAST USED", entry => TimeOrNever(entry, "lastUsedAt")),
        ],
        [], ("heliograph keys list --order expiresAt", "Which one expires next.")) { Path = "keys" };

    /// <summary>What it is in the API, where that is not the name.</summary>
    public string? Path { get; private init; }

    /// <summary>What is said when there is nothing; null for nothing.</summary>
    public string? WhenEmpty { get; private init; }

    /// <summary>The order without --order; null for that of the API.</summary>
    public string? DefaultOrder { get; private init; }

    private static ListColumn Number(string title, string field) => new(title, entry => TextOf(entry, field)) { IsNumber = true };

    private static string TextOf(JsonElement entry, string field) => entry.GetProperty(field) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : "";

    private static string TimeOf(JsonElement entry, string field) =>
        entry.GetProperty(field).GetDateTime().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string TimeOrNever(JsonElement entry, string field) =>
        entry.GetProperty(field).ValueKind == JsonValueKind.Null ? "never" : TimeOf(entry, field);

    private static string PayloadOf(JsonElement payload) =>
        payload.GetProperty("text").GetString() ?? $"({payload.GetProperty("size")} bytes, not text)";
}

/// <summary>One column of a list.</summary>
internal sealed record ListColumn(string Title, Func<JsonElement, string> Cell)
{
    public bool IsNumber { get; init; }
}

/// <summary>One option that narrows a list.</summary>
internal sealed record ListFilter(string Option, string Parameter, string HelpName, string Description);
