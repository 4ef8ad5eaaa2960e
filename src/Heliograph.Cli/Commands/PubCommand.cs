using System.CommandLine;
using System.Text;
using Heliograph.Cli.Client;
using Heliograph.Cli.Help;
using Heliograph.Server;
using MQTTnet;
using MQTTnet.Protocol;

namespace Heliograph.Cli.Commands;

/// <summary><c>heliograph pub</c>: publishes, with the options of mosquitto_pub.</summary>
internal sealed class PubCommand
{
    private readonly Terminal _terminal;
    private readonly ClientArguments _client = new();
    private readonly Option<string?> _topic = new("--topic", "-t") { HelpName = "TOPIC", Description = "The topic to publish to" };
    private readonly Option<string?> _message = new("--message", "-m") { HelpName = "TEXT", Description = "The message" };
    private readonly Option<FileInfo?> _file = new("--file", "-f") { HelpName = "FILE", Description = "Send a file as the message" };
    private readonly Option<bool> _null = new("--null-message", "-n") { Description = "Send an empty message" };
    private readonly Option<bool> _stdin = new("--stdin-file", "-s") { Description = "Send all of standard input as the message" };
    private readonly Option<bool> _lines = new("--stdin-line", "-l") { Description = "Send each line of standard input as a message" };
    private readonly Option<int> _qos = QoSArgument.Option("The QoS: 0, 1 or 2 (default 0)");
    private readonly Option<bool> _retain = new("--retain", "-r") { Description = "Retain the message; with -n, clear the retained one" };

    private PubCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var pub = new PubCommand(terminal);
        var command = new ProgramCommand("pub", "Publish messages", "-t TOPIC -m TEXT",
            "Publishes a message, or each line of standard input, and waits until the broker has acknowledged it. "
            + "The options are those of mosquitto_pub.")
        {
            Examples =
            [
                ("heliograph pub -u admin -P password -t lettuce -m crisp", "Publish one message."),
                ("heliograph pub -t doors/front -m open -q 1 -r", "Publish at QoS 1 and retain it for those who subscribe later."),
                ("heliograph pub -t doors/front -n -r", "Clear the retained message."),
                ("tail -f events.log | heliograph pub -t events -l -q 1", "Publish each line."),
                ("heliograph pub -t a -m b -D publish content-type text/plain -D publish user-property from me", "Publish with MQTT 5.0 properties."),
            ],
        };
        command.AddGroup("Message", pub._topic, pub._message, pub._file, pub._null, pub._stdin, pub._lines, pub._qos, pub._retain);
        pub._client.AddTo(command);
        command.SetAction(pub.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var topic = TopicArgument.Name("--topic", parsed.GetValue(_topic) ?? throw new UsageException("--topic is missing: -t TOPIC"));
        var target = _client.Read(parsed, "pub");
        var payload = ReadPayload(parsed);
        using var connection = await BrokerConnection.OpenAsync(target, _terminal.Error, onMessage: null, stop);
        try
        {
            if (payload is not null) await connection.PublishAsync(Message(parsed, topic, payload, target.Properties), stop);
            else await PublishLinesAsync(connection, line => Message(parsed, topic, line, target.Properties), stop);
            return ExitCode.Ok;
        }
        finally
        {
            await connection.DisconnectAsync();
        }
    }

    private async Task PublishLinesAsync(BrokerConnection connection, Func<byte[], MqttApplicationMessage> message, CancellationToken stop)
    {
        await foreach (var line in InputLines.ReadAsync(_terminal.In, stop))
            await connection.PublishAsync(message(line), stop);
    }

    // Null when each line of standard input is a message.
    private byte[]? ReadPayload(ParseResult parsed)
    {
        var given = new[]
        {
            parsed.GetResult(_message) is not null, parsed.GetResult(_file) is not null, parsed.GetValue(_null), parsed.GetValue(_stdin), parsed.GetValue(_lines),
        };
        if (given.Count(isGiven => isGiven) != 1) throw new UsageException("give exactly one of -m, -f, -n, -s and -l: what to send");
        if (parsed.GetValue(_message) is { } text) return Encoding.UTF8.GetBytes(text);
        if (parsed.GetValue(_file) is { } file) return ReadFile(file.FullName);
        if (parsed.GetValue(_null)) return [];
        return parsed.GetValue(_stdin) ? ReadAll(_terminal.In) : null;
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{path} cannot be read: {failure.Message.TrimEnd('.')}", "Check the name and the permissions", failure);
        }
    }

    private static byte[] ReadAll(Stream input)
    {
        using var all = new MemoryStream();
        input.CopyTo(all);
        return all.ToArray();
    }

    private MqttApplicationMessage Message(ParseResult parsed, string topic, byte[] payload, Properties properties)
    {
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload)
            .WithQualityOfServiceLevel((MqttQualityOfServiceLevel)parsed.GetValue(_qos)).WithRetainFlag(parsed.GetValue(_retain));
        foreach (var property in properties.Of("publish"))
            _ = property.Name switch
            {
                "content-type" => message.WithContentType(property.Value),
                "correlation-data" => message.WithCorrelationData(Encoding.UTF8.GetBytes(property.Value)),
                "message-expiry-interval" => message.WithMessageExpiryInterval(property.Number),
                "payload-format-indicator" => message.WithPayloadFormatIndicator((MqttPayloadFormatIndicator)property.Number),
                "response-topic" => message.WithResponseTopic(property.Value),
                "topic-alias" => message.WithTopicAlias((ushort)property.Number),
                _ => message.WithUserProperty(property.Value, Encoding.UTF8.GetBytes(property.UserValue)),
            };
        return message.Build();
    }
}
