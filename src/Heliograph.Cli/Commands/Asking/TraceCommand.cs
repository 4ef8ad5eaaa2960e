using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Heliograph.Cli.Api;
using Heliograph.Cli.Help;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Commands.Asking;

/// <summary><c>heliograph trace</c>: what clients and broker say to each other, until Ctrl-C.</summary>
internal sealed class TraceCommand
{
    private const int MinutesMax = 1_440;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(300);

    private readonly Terminal _terminal;
    private readonly ConsoleArguments _console = new();
    private readonly Option<string?> _id = new("--id", "-i") { HelpName = "ID", Description = "Only this client" };
    private readonly Option<string?> _address = new("--address", "-a") { HelpName = "ADDRESS", Description = "Only this IP address, or address and port" };
    private readonly Option<string?> _topic = new("--topic", "-t") { HelpName = "FILTER", Description = "Only messages and subscriptions that this topic filter matches" };
    private readonly Option<int> _minutes = new("--minutes") { HelpName = "N", Description = "End after so many minutes (default 10)", DefaultValueFactory = _ => 10 };
    private readonly Option<bool> _payload = new("--payload") { Description = "With payloads; takes an admin" };
    private readonly Option<string?> _write = new("--write") { HelpName = "FILE", Description = "Save the packets as a capture that Wireshark reads (pcapng)" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line" };

    private TraceCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var trace = new TraceCommand(terminal);
        var command = new ProgramCommand("trace", "Watch the packets of a client or topic", "",
            "Shows each packet between clients and a running broker in words, until Ctrl-C. At least one of --id, --address and --topic is needed. Passwords are never shown, payloads when asked for.")
        {
            Examples =
            [
                ("heliograph trace --id sensor-7", "All that sensor-7 and the broker say to each other."),
                ("heliograph trace --topic 'plant/1/#' --write plant.pcapng", "Who publishes and who gets what there, for Wireshark too."),
            ],
        };
        command.AddGroup("Options", trace._id, trace._address, trace._topic, trace._minutes, trace._payload, trace._write, trace._json);
        trace._console.AddTo(command);
        command.SetAction(trace.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var (id, address, topic) = (parsed.GetValue(_id), parsed.GetValue(_address), parsed.GetValue(_topic));
        if (id is null && address is null && topic is null) throw new UsageException("one of --id, --address and --topic is needed");
        var minutes = parsed.GetValue(_minutes);
        if (minutes is < 1 or > MinutesMax) throw new UsageException($"--minutes is a number from 1 to {MinutesMax}");
        await using var session = await _console.OpenAsync(parsed, stop);
        var order = new JsonObject { ["clientId"] = id, ["address"] = address, ["topic"] = topic, ["minutes"] = minutes, ["withPayload"] = parsed.GetValue(_payload) };
        var trace = (await session.PostAsync("/api/v1/traces/start", order.ToJsonString(), stop)).GetProperty("id").GetString()!;
        var reference = new JsonObject { ["id"] = trace }.ToJsonString();
        try
        {
            await FollowAsync(session, trace, parsed.GetValue(_json), stop);
        }
        finally
        {
            await session.PostAsync("/api/v1/traces/stop", reference, CancellationToken.None);
            if (parsed.GetValue(_write) is { } path) await SaveAsync(session, trace, path);
            await session.PostAsync("/api/v1/traces/delete", reference, CancellationToken.None);
        }

        return ExitCode.Ok;
    }

    private async Task FollowAsync(ConsoleSession session, string trace, bool asJson, CancellationToken stop)
    {
        var (last, dropped) = (0L, 0L);
        while (true)
        {
            var isStopped = stop.IsCancellationRequested;
            var answer = await session.GetAsync($"/api/v1/traces/packets?id={trace}&after={last}", CancellationToken.None);
            foreach (var packet in answer.GetProperty("items").EnumerateArray())
            {
                last = packet.GetProperty("number").GetInt64();
                _terminal.Text.WriteLine(asJson ? packet.GetRawText() : LineOf(packet));
            }

            if (answer.GetProperty("dropped").GetInt64() is var count && count > dropped)
                _terminal.Error.WriteLine($"heliograph: {count - dropped} packets were dropped: they came faster than they could be written");
            dropped = Math.Max(dropped, count);
            if (last < answer.GetProperty("last").GetInt64()) continue;
            if (isStopped || answer.GetProperty("state").GetString() != "running") return;
            await Task.Delay(LookPeriod, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SaveAsync(ConsoleSession session, string trace, string path)
    {
        await session.DownloadAsync($"/api/v1/traces/download?id={trace}", path, CancellationToken.None);
        _terminal.Error.WriteLine($"Saved: {path}");
    }

    private static string LineOf(JsonElement packet)
    {
        var arrow = packet.GetProperty("direction").GetString() == "in" ? "->" : "<-";
        var client = packet.GetProperty("clientId").GetString() is { } id ? $"'{LogText.Escape(id)}'" : packet.GetProperty("address").GetString();
        var at = packet.GetProperty("at").GetDateTime().ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return $"{at}  {client} {arrow} {packet.GetProperty("packet").GetString(),-11} {LogText.Escape(packet.GetProperty("summary").GetString() ?? "", 2_100)}";
    }
}
