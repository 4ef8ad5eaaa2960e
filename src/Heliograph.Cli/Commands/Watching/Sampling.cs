using System.Diagnostics;
using System.Text.Json;
using Heliograph.Cli.Api;

namespace Heliograph.Cli.Commands.Watching;

/// <summary>Asks a broker again and again, and finds out what its clients did in between. Used by one caller.</summary>
/// <remarks>
/// Looks at the clients that have carried most since they connected, some hundred each way: who is busy is among them soon.
/// </remarks>
internal sealed class Sampling(int clientsMax)
{
    private const int Looked = 250;

    private Dictionary<string, (DateTime Since, long In, long Out, long Bytes)> _before = [];
    private long _askedAt;

    /// <summary>Asks. The first time nothing is known of what clients do a second.</summary>
    public async Task<Sample> TakeAsync(ConsoleSession session, CancellationToken stop)
    {
        var overview = await session.GetAsync("/api/v1/overview", stop);
        var entries = new Dictionary<string, JsonElement>();
        foreach (var order in (string[])["-messagesReceived", "-messagesSent"])
        {
            var page = await session.GetAsync($"/api/v1/clients?state=connected&order={order}&limit={Looked}", stop);
            foreach (var entry in page.GetProperty("items").EnumerateArray()) entries[entry.GetProperty("clientId").GetString()!] = entry;
        }

        var seconds = _askedAt == 0 ? 0 : Stopwatch.GetElapsedTime(_askedAt).TotalSeconds;
        _askedAt = Stopwatch.GetTimestamp();
        var busiest = entries.Select(pair => Compare(pair.Key, pair.Value, seconds)).OfType<BusyClient>()
            .Where(client => client.Bytes > 0).OrderByDescending(client => client.MessagesIn + client.MessagesOut)
            .ThenByDescending(client => client.Bytes).Take(clientsMax).ToArray();
        _before = entries.ToDictionary(pair => pair.Key, pair => NumbersOf(pair.Value));
        return new(overview, busiest);
    }

    // A connection that is new since was not there to compare with: all of it came in between.
    private BusyClient? Compare(string clientId, JsonElement entry, double seconds)
    {
        if (seconds <= 0) return null;
        var now = NumbersOf(entry);
        var before = _before.TryGetValue(clientId, out var known) && known.Since == now.Since ? known : default;
        return new(entry, (now.In - before.In) / seconds, (now.Out - before.Out) / seconds, (now.Bytes - before.Bytes) / seconds);
    }

    private static (DateTime Since, long In, long Out, long Bytes) NumbersOf(JsonElement entry) => (
        entry.GetProperty("since").GetDateTime(), entry.GetProperty("messagesReceived").GetInt64(), entry.GetProperty("messagesSent").GetInt64(),
        entry.GetProperty("bytesReceived").GetInt64() + entry.GetProperty("bytesSent").GetInt64());
}
