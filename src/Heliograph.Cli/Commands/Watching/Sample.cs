using System.Text.Json;
using System.Text.Json.Nodes;

namespace Heliograph.Cli.Commands.Watching;

/// <summary>What a broker did within a moment, and which clients did most of it.</summary>
/// <param name="Overview">As the REST API tells it.</param>
/// <param name="Busiest">Clients by what went through them a second, the busiest first.</param>
internal sealed record Sample(JsonElement Overview, IReadOnlyList<BusyClient> Busiest)
{
    public string ToJson() => new JsonObject
    {
        ["overview"] = JsonNode.Parse(Overview.GetRawText()),
        ["busiest"] = new JsonArray([.. Busiest.Select(client => client.ToJson())]),
    }.ToJsonString();
}

/// <summary>One client, and how much it did a second.</summary>
/// <param name="Entry">As the REST API tells it.</param>
/// <param name="MessagesIn">It published, a second.</param>
/// <param name="MessagesOut">It was sent, a second.</param>
/// <param name="Bytes">Both ways, a second.</param>
internal sealed record BusyClient(JsonElement Entry, double MessagesIn, double MessagesOut, double Bytes)
{
    public JsonObject ToJson() => new()
    {
        ["clientId"] = Text("clientId"),
        ["userName"] = Text("userName"),
        ["address"] = Text("address"),
        ["messagesInPerSecond"] = Math.Round(MessagesIn, 1),
        ["messagesOutPerSecond"] = Math.Round(MessagesOut, 1),
        ["bytesPerSecond"] = Math.Round(Bytes, 1),
        ["queued"] = Entry.GetProperty("queued").GetInt64(),
    };

    public string? Text(string field) => Entry.GetProperty(field).GetString();
}
