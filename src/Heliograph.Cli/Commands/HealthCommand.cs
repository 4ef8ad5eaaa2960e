using System.CommandLine;
using Heliograph.Cli.Help;
using Heliograph.Server;
using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph health</c>: whether a running broker takes messages, for whoever starts it anew when it does not.</summary>
internal sealed class HealthCommand
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(5);

    private readonly Terminal _terminal;
    private readonly Argument<string?> _folder = new("DIR") { HelpName = "[DIR]", Arity = ArgumentArity.ZeroOrOne, Description = "The instance (default: the one here)" };

    private HealthCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var health = new HealthCommand(terminal);
        var command = new ProgramCommand("health", "Say whether a running broker takes messages", "[DIR]",
            "Asks the broker of an instance on this machine whether it takes messages, without a login, and ends with 0 if it does and with 1 if it "
            + "does not: what the health checks of containers ask for. It asks the console's address, so [console] must be enabled.")
        {
            Examples = [("heliograph health mybroker", "Say ready, or why not.")],
        };
        command.Arguments.Add(health._folder);
        command.SetAction(health.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var layout = InstanceFolder.Find(parsed.GetValue(_folder));
        var reading = ConfigurationFile.Load(layout.ConfigurationFile, InstanceLayout.ConfigurationName);
        if (reading.Configuration is not { } configuration)
            throw new OperatorException(reading.Errors[0].ToString().TrimEnd('.'), "See them all with: heliograph check-config");
        if (configuration.Console is not { Enabled: true, Port: > 0 } console)
            throw new OperatorException("the instance has no console to ask", "Set enabled and port of [console] in etc/heliograph.toml");
        var host = console.Address switch { "0.0.0.0" => "127.0.0.1", "::" => "[::1]", var address => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address };
        using var http = new HttpClient { Timeout = WaitMax };
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{host}:{console.Port}/health/ready"), stop);
            _terminal.Text.WriteLine(await answer.Content.ReadAsStringAsync(stop));
            return answer.IsSuccessStatusCode ? ExitCode.Ok : ExitCode.Failure;
        }
        catch (Exception failure) when (failure is HttpRequestException || failure is TaskCanceledException && !stop.IsCancellationRequested)
        {
            throw new OperatorException($"nobody answers at http://{host}:{console.Port}/: {failure.Message.TrimEnd('.')}", "Start the broker, or see its log why it does not answer", failure);
        }
    }
}
