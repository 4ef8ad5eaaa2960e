using System.Text;
using Heliograph.Mqtt.Topics;
using Heliograph.Server.Logging;

namespace Heliograph.Cli.Client;

/// <summary>Refuses topics that no broker would take, before anything is sent.</summary>
internal static class TopicArgument
{
    /// <summary>A topic to publish to.</summary>
    /// <exception cref="UsageException">It is empty or has a wildcard.</exception>
    public static string Name(string option, string topic) => TopicName.IsValid(Encoding.UTF8.GetBytes(topic))
        ? topic
        : throw new UsageException($"{option}: '{LogText.Escape(topic)}' is no topic name; one is not empty and has no + or #");

    /// <summary>A filter to subscribe to or unsubscribe from.</summary>
    /// <exception cref="UsageException">It is empty, or a wildcard is where none may be.</exception>
    public static string Filter(string option, string filter) => TopicFilter.IsValid(Encoding.UTF8.GetBytes(filter))
        ? filter
        : throw new UsageException($"{option}: '{LogText.Escape(filter)}' is no topic filter; + stands for one whole level, # for all further ones at the end");
}
