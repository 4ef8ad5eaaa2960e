using System.Text.Json;
using Heliograph.Cli.Api;
using Heliograph.Cli.Commands.Store;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Commands.Watching;

/// <summary>Writes one sample for people.</summary>
internal static class TopPage
{
    public static void Print(Sample sample, Terminal terminal)
    {
        var (overview, rates) = (sample.Overview, sample.Overview.GetProperty("rates"));
        var uptime = overview.GetProperty("now").GetDateTime() - overview.GetProperty("startedAt").GetDateTime();
        Line(terminal, terminal.Title($"Heliograph {LogText.Escape(overview.GetProperty("version").GetString() ?? "")}, up {Amount.OfTime(uptime)}"));
        Line(terminal, $"  messages  {Rate(rates, "messagesReceived")} in, {Rate(rates, "messagesSent")} out, {Rate(rates, "dropped")} dropped a second");
        Line(terminal, $"  bytes     {Bytes(rates, "bytesReceived")} in, {Bytes(rates, "bytesSent")} out a second");
        Line(terminal, $"  clients   {Number(overview, "clientsConnected")} connected of {Number(overview, "sessions")} sessions, {Number(overview, "subscriptions")} subscriptions; "
            + $"{Rate(rates, "connects")} connect, {Rate(rates, "refused")} are refused a second");
        Line(terminal, $"  waiting   {Held(overview.GetProperty("queued"))}; retained {Held(overview.GetProperty("retained"))}");
        var memory = overview.GetProperty("memory");
        Line(terminal, $"  memory    {Amount.OfBytes(memory.GetProperty("workingSetBytes").GetInt64())} of {Amount.OfBytes(memory.GetProperty("ceilingBytes").GetInt64())}{StoreOf(overview)}");
        foreach (var alarm in overview.GetProperty("alarms").EnumerateArray())
        {
            Line(terminal, terminal.Title($"  {alarm.GetProperty("severity").GetString()}: {LogText.Escape(alarm.GetProperty("text").GetString() ?? "", 500)}"));
            Line(terminal, $"    -> {LogText.Escape(alarm.GetProperty("remedy").GetString() ?? "", 500)}");
        }

        Line(terminal, "");
        if (sample.Busiest.Count == 0)
        {
            Line(terminal, "No client does anything.");
            return;
        }

        var table = new TextTable([("BUSIEST CLIENTS", false), ("USER", false), ("ADDRESS", false), ("IN/S", true), ("OUT/S", true), ("BYTES/S", true), ("QUEUED", true)]);
        foreach (var client in sample.Busiest)
        {
            table.Add([
                client.Text("clientId") ?? "", client.Text("userName") ?? "", client.Text("address") ?? "", $"{client.MessagesIn:n0}", $"{client.MessagesOut:n0}",
                Amount.OfBytes((long)client.Bytes), $"{client.Entry.GetProperty("queued").GetInt64():n0}"]);
        }

        table.Print(terminal);
    }

    private static string StoreOf(JsonElement overview) => overview.GetProperty("store") is { ValueKind: JsonValueKind.Object } store
        ? $"; journal {Amount.OfBytes(store.GetProperty("bytesOnDisk").GetInt64())}, {Amount.OfBytes(store.GetProperty("freeBytes").GetInt64())} free"
        : "";

    private static string Held(JsonElement amount) =>
        $"{Amount.Of(amount.GetProperty("messages").GetInt64(), "message")}, {Amount.OfBytes(amount.GetProperty("bytes").GetInt64())}";

    private static string Rate(JsonElement rates, string field) => $"{rates.GetProperty(field).GetDouble():n0}";

    private static string Bytes(JsonElement rates, string field) => Amount.OfBytes((long)rates.GetProperty(field).GetDouble());

    private static string Number(JsonElement overview, string field) => $"{overview.GetProperty(field).GetInt64():n0}";

    private static void Line(Terminal terminal, string text) => terminal.Text.WriteLine(text);
}
