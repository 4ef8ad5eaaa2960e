using System.CommandLine;
using System.Text;
using Heliograph.Cli.Client;
using Heliograph.Cli.Help;
using Heliograph.Server;
using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;
using Heliograph.Server.Listeners;
using Heliograph.Server.Logging;
using Heliograph.Server.Security;
using MQTTnet;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph status</c>: asks a running broker for its own counters.</summary>
internal sealed class StatusCommand
{
    private const string Root = "$SYS/broker/";

    private static readonly (string Topic, string Label)[] Lines =
    [
        ("version", "version"),
        ("uptime", "uptime"),
        ("clients/connected", "clients connected"),
        ("clients/total", "sessions"),
        ("subscriptions/count", "subscriptions"),
        ("retained messages/count", "retained messages"),
        ("publish/messages/received", "messages in"),
        ("publish/messages/sent", "messages out"),
        ("publish/messages/dropped", "messages dropped"),
    ];

    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(3);

    private readonly Terminal _terminal;
    private readonly Argument<string?> _folder = new("DIR") { HelpName = "[DIR]", Arity = ArgumentArity.ZeroOrOne, Description = "The instance (default: the one here)" };
    private readonly Option<string?> _user = new("--username", "-u") { HelpName = "NAME", Description = $"The user name (default {FirstAccount.UserName})" };
    private readonly Option<string?> _password = new("--pw", "-P") { HelpName = "PASSWORD", Description = "The password (default: the first one of admin)" };

    private StatusCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var status = new StatusCommand(terminal);
        var command = new ProgramCommand("status", "Show what a running broker is doing", "[DIR]",
            "Connects to the first listener of an instance on this machine and shows what the broker says of itself under "
            + "$SYS/broker. User and password may also come from the environment: HELIOGRAPH_USER and HELIOGRAPH_PASSWORD.")
        {
            Examples = [("heliograph status mybroker -u admin -P password", "Show version, uptime, clients and messages.")],
        };
        command.Arguments.Add(status._folder);
        command.AddGroup("Options", status._user, status._password);
        command.SetAction(status.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var layout = InstanceFolder.Find(parsed.GetValue(_folder));
        var configuration = Read(layout);
        var target = Target(NetworkListener(layout, configuration), parsed);
        var values = new Dictionary<string, string>();
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var connection = await BrokerConnection.OpenAsync(target, _terminal.Error, OnMessageAsync, stop);
        var options = new MqttClientSubscribeOptionsBuilder();
        foreach (var (topic, _) in Lines) options.WithTopicFilter(filter => filter.WithTopic(Root + topic));
        await connection.SubscribeAsync(options.Build(), stop);
        await Task.WhenAny(complete.Task, Task.Delay(WaitMax, stop));
        await connection.DisconnectAsync();
        Print(layout, target, configuration.Broker.SysInterval, values);
        return ExitCode.Ok;

        Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs received)
        {
            lock (values)
            {
                values[received.ApplicationMessage.Topic] = Encoding.UTF8.GetString(received.ApplicationMessage.Payload);
                if (values.Count == Lines.Length) complete.TrySetResult();
            }

            return Task.CompletedTask;
        }
    }

    private static ServerConfiguration Read(InstanceLayout layout)
    {
        var reading = ConfigurationFile.Load(layout.ConfigurationFile, InstanceLayout.ConfigurationName);
        return reading.Configuration
            ?? throw new OperatorException(reading.Errors[0].ToString().TrimEnd('.'), "See them all with: heliograph check-config");
    }

    private static ListenerOptions NetworkListener(InstanceLayout layout, ServerConfiguration configuration) =>
        configuration.Listeners.FirstOrDefault(listener => listener.UnixSocket.Length == 0)
        ?? throw new OperatorException("status asks over the network, and the instance listens on Unix sockets only", $"Add a [[listener]] with a port to {layout.ConfigurationFile}, or ask with mosquitto_sub --unix");

    private ClientTarget Target(ListenerOptions listener, ParseResult parsed) => new()
    {
        Host = listener.Address switch { "0.0.0.0" => "127.0.0.1", "::" => "::1", var address => address },
        Port = listener.Port,
        User = parsed.GetValue(_user) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_USER") ?? FirstAccount.UserName,
        Password = parsed.GetValue(_password) ?? Environment.GetEnvironmentVariable("HELIOGRAPH_PASSWORD") ?? FirstAccount.Password,
        ClientId = $"status-{Random.Shared.Next():x8}",
    };

    private void Print(InstanceLayout layout, ClientTarget target, TimeSpan interval, Dictionary<string, string> values)
    {
        lock (values)
        {
            _terminal.Text.WriteLine($"{_terminal.Title(layout.Name)} is running at tcp://{target.Address}");
            foreach (var (topic, label) in Lines)
                if (values.TryGetValue(Root + topic, out var value)) _terminal.Text.WriteLine($"  {label,-18} {LogText.Escape(value)}");
            _terminal.Text.WriteLine(values.Count == 0
                ? $"  It publishes nothing under $SYS that {LogText.Escape(target.User ?? "this client")} may read."
                : $"As of the last round of $SYS messages; there is one every {interval.TotalSeconds:0.###} s.");
        }
    }
}
