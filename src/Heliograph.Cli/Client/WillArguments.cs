using System.CommandLine;
using System.Text;
using Heliograph.Cli.Help;

namespace Heliograph.Cli.Client;

/// <summary>The options of the will.</summary>
internal sealed class WillArguments
{
    private readonly Option<string?> _topic = new("--will-topic") { HelpName = "TOPIC", Description = "The topic of the will; without it there is none" };
    private readonly Option<string?> _payload = new("--will-payload") { HelpName = "TEXT", Description = "Its message (default: an empty one)" };
    private readonly Option<int> _qos = new("--will-qos") { HelpName = "QOS", Description = "Its QoS: 0, 1 or 2 (default 0)" };
    private readonly Option<bool> _retain = new("--will-retain") { Description = "Retain it" };

    public void AddTo(ProgramCommand command)
    {
        QoSArgument.Restrict(_qos);
        command.AddGroup("Will: what the broker publishes when the connection is lost", _topic, _payload, _qos, _retain);
    }

    /// <summary>The will, or null when none is given.</summary>
    public Will? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_topic) is { } topic)
            return new(TopicArgument.Name("--will-topic", topic), Encoding.UTF8.GetBytes(parsed.GetValue(_payload) ?? ""), parsed.GetValue(_qos), parsed.GetValue(_retain));
        if (parsed.GetResult(_payload) is not null || parsed.GetValue(_retain) || parsed.GetValue(_qos) > 0)
            throw new UsageException("a will needs --will-topic");
        return null;
    }
}
