using System.CommandLine;
using System.Text;
using Heliograph.Cli.Client;
using Heliograph.Cli.Help;
using Heliograph.Server;
using MQTTnet;
using MQTTnet.Protocol;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph sub</c>: subscribes and prints, with the options of mosquitto_sub.</summary>
internal sealed class SubCommand
{
    private readonly Terminal _terminal;
    private readonly ClientArguments _client = new();
    private readonly Option<string[]> _topics = new("--topic", "-t") { HelpName = "FILTER", Description = "A topic filter to subscribe to; may be repeated" };
    private readonly Option<string[]> _unsubscribe = new("--unsubscribe", "-U") { HelpName = "FILTER", Description = "A filter to unsubscribe from first; may be repeated" };
    private readonly Option<int> _qos = QoSArgument.Option("The highest QoS to receive at: 0, 1 or 2 (default 0)");
    private readonly Option<bool> _noLocal = new("--no-local") { Description = "Leave out what this client itself publishes (5.0)" };
    private readonly Option<bool> _asPublished = new("--retain-as-published") { Description = "Keep the retain flag as it was published (5.0)" };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Print the topic before each message" };
    private readonly Option<bool> _noNewline = new("-N") { Description = "Print no newline after each message" };
    private readonly Option<bool> _noRetained = new("--no-retained", "-R") { Description = "Print no retained messages" };
    private readonly Option<bool> _retainedOnly = new("--retained-only") { Description = "Print retained messages only; end at the first other one" };
    private readonly Option<int?> _count = new("--count", "-C") { HelpName = "COUNT", Description = "End after so many messages" };
    private readonly Option<double?> _wait = new("--wait", "-W")
    {
        HelpName = "SECONDS", Description = $"End after this time; exit code {ExitCode.TimedOut} then",
    };

    private readonly Option<bool> _exit = new("--exit-after-subscribe", "-E") { Description = "End once the subscriptions are acknowledged" };

    private SubCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var sub = new SubCommand(terminal);
        var command = new ProgramCommand("sub", "Subscribe and print messages", "-t FILTER",
            "Subscribes to topic filters and prints each message, until Ctrl-C. When the broker goes away it connects again. "
            + "The options are those of mosquitto_sub.")
        {
            Examples =
            [
                ("heliograph sub -u admin -P password -t lettuce", "Print what is published to lettuce."),
                ("heliograph sub -t 'doors/#' -v", "Print everything under doors with its topic."),
                ("heliograph sub -t jobs -q 1 -c -i worker-1", "Receive also what was published while this client was away."),
                ("heliograph sub -t '$share/workers/jobs' -q 1", "Share the messages with the other members of the group."),
                ("heliograph sub -t ready -C 1 -W 30", "Wait for one message, 30 seconds at most."),
            ],
        };
        command.AddGroup("Subscription", sub._topics, sub._unsubscribe, sub._qos, sub._noLocal, sub._asPublished);
        command.AddGroup("Output", sub._verbose, sub._noNewline, sub._noRetained, sub._retainedOnly, sub._count, sub._wait, sub._exit);
        sub._client.AddTo(command);
        command.SetAction(sub.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var filters = parsed.GetValue(_topics) ?? [];
        if (filters.Length == 0) throw new UsageException("--topic is missing: -t FILTER");
        foreach (var filter in filters) TopicArgument.Filter("--topic", filter);
        foreach (var filter in parsed.GetValue(_unsubscribe) ?? []) TopicArgument.Filter("--unsubscribe", filter);
        if (parsed.GetValue(_count) is < 1) throw new UsageException("--count is at least 1");
        if (parsed.GetValue(_wait) is <= 0 or > 1e6) throw new UsageException("--wait is a positive number of seconds");
        var target = _client.Read(parsed, "sub");
        var printer = new MessagePrinter(_terminal.Out)
        {
            WithTopic = parsed.GetValue(_verbose),
            WithNewline = !parsed.GetValue(_noNewline),
            WithRetained = !parsed.GetValue(_noRetained),
            RetainedOnly = parsed.GetValue(_retainedOnly),
            CountMax = parsed.GetValue(_count),
        };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (parsed.GetValue(_wait) is { } seconds) end.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return await ReceiveAsync(parsed, target, filters, printer, end.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return ExitCode.TimedOut;
        }
    }

    // Until there are enough messages. A connection that ends is made again, as often as it takes.
    private async Task<int> ReceiveAsync(
        ParseResult parsed, ClientTarget target, string[] filters, MessagePrinter printer, CancellationToken end)
    {
        var connection = await BrokerConnection.OpenAsync(target, _terminal.Error, printer.OnMessageAsync, end);
        try
        {
            while (true)
            {
                if (parsed.GetValue(_unsubscribe) is { Length: > 0 } removed) await connection.UnsubscribeAsync(removed, end);
                await connection.SubscribeAsync(Subscriptions(parsed, filters, target.Properties), end);
                if (parsed.GetValue(_exit)) return ExitCode.Ok;
                if (await Task.WhenAny(printer.Finished, connection.Lost).WaitAsync(end) == printer.Finished) return ExitCode.Ok;
                var loss = await connection.Lost;
                if (!loss.MayReconnect)
                    throw new OperatorException($"the connection to {target.Address} was lost: {loss.Cause}", "The broker's log says why");
                connection.Dispose();
                connection = await Reconnection.OpenAsync(target, loss, _terminal.Error, printer.OnMessageAsync, end);
            }
        }
        finally
        {
            await connection.DisconnectAsync();
            connection.Dispose();
        }
    }

    private MqttClientSubscribeOptions Subscriptions(ParseResult parsed, string[] filters, Properties properties)
    {
        var options = new MqttClientSubscribeOptionsBuilder();
        foreach (var filter in filters)
            options.WithTopicFilter(
                filter, (MqttQualityOfServiceLevel)parsed.GetValue(_qos), parsed.GetValue(_noLocal), parsed.GetValue(_asPublished));
        foreach (var property in properties.Of("subscribe"))
            _ = property.Name == "subscription-identifier"
                ? options.WithSubscriptionIdentifier(property.Number)
                : options.WithUserProperty(property.Value, Encoding.UTF8.GetBytes(property.UserValue));
        return options.Build();
    }
}
