using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Heliograph.Cli.Api;
using Heliograph.Cli.Help;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Commands.Asking;

/// <summary><c>heliograph why client</c>: what happened to one client lately.</summary>
internal sealed class WhyClientCommand
{
    private const int EventsMax = 30;

    private readonly Terminal _terminal;
    private readonly ConsoleArguments _console = new();
    private readonly Argument<string> _id = new("ID") { Description = "The client identifier" };

    private WhyClientCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var why = new WhyClientCommand(terminal);
        var command = new ProgramCommand("client", "Say what happened to a client", "ID",
            $"Shows whether a client is there, and the latest {EventsMax} things that happened to it, the latest last, each with its cause.")
        {
            Examples = [("heliograph why client sensor-7", "Why sensor-7 is not connected, or lost messages.")],
        };
        command.Arguments.Add(why._id);
        why._console.AddTo(command);
        command.SetAction(why.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var id = parsed.GetRequiredValue(_id);
        var name = Uri.EscapeDataString(id);
        await using var session = await _console.OpenAsync(parsed, stop);
        var events = (await session.GetAsync($"/api/v1/events?clientId={name}&order=-at&limit={EventsMax}", stop)).GetProperty("items");
        WhyText.Print(await session.GetAsync($"/api/v1/why/client?clientId={name}", stop), _terminal);
        foreach (var happened in events.EnumerateArray().Reverse()) _terminal.Text.WriteLine($"  {LineOf(happened)}");
        if (events.GetArrayLength() == 0) _terminal.Text.WriteLine("  Nothing is remembered of it: it never came, or too long ago (events_max, events_per_client_max).");
        return ExitCode.Ok;
    }

    private static string LineOf(JsonElement happened)
    {
        var code = happened.GetProperty("code").GetInt32();
        var reason = code >= 0x80 ? $"{happened.GetProperty("reason").GetString()}: " : "";
        var topic = happened.GetProperty("topic").GetString() is { } text ? $" '{LogText.Escape(text)}'" : "";
        var address = happened.GetProperty("address").GetString() is { } from ? $" [{from}]" : "";
        return $"{TimeOf(happened.GetProperty("at"))}  {happened.GetProperty("kind").GetString()}{topic}: {reason}{LogText.Escape(happened.GetProperty("cause").GetString() ?? "", 1_000)}{address}";
    }

    private static string TimeOf(JsonElement at) => at.GetDateTime().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
