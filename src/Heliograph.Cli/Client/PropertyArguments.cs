using System.CommandLine;
using System.Globalization;

namespace Heliograph.Cli.Client;

/// <summary>The option <c>-D PACKET NAME VALUE</c>, as mosquitto_pub and mosquitto_sub have it.</summary>
internal sealed class PropertyArguments
{
    private const string UserProperty = "user-property";

    // The largest value of the numeric ones; null for text.
    private static readonly Dictionary<(string Packet, string Name), uint?> Known = new()
    {
        [("connect", "maximum-packet-size")] = uint.MaxValue,
        [("connect", "receive-maximum")] = ushort.MaxValue,
        [("connect", "request-problem-information")] = 1,
        [("connect", "request-response-information")] = 1,
        [("connect", "session-expiry-interval")] = uint.MaxValue,
        [("connect", "topic-alias-maximum")] = ushort.MaxValue,
        [("connect", UserProperty)] = null,
        [("publish", "content-type")] = null,
        [("publish", "correlation-data")] = null,
        [("publish", "message-expiry-interval")] = uint.MaxValue,
        [("publish", "payload-format-indicator")] = 1,
        [("publish", "response-topic")] = null,
        [("publish", "topic-alias")] = ushort.MaxValue,
        [("publish", UserProperty)] = null,
        [("will", "content-type")] = null,
        [("will", "correlation-data")] = null,
        [("will", "message-expiry-interval")] = uint.MaxValue,
        [("will", "payload-format-indicator")] = 1,
        [("will", "response-topic")] = null,
        [("will", "will-delay-interval")] = uint.MaxValue,
        [("will", UserProperty)] = null,
        [("subscribe", "subscription-identifier")] = 268_435_455,
        [("subscribe", UserProperty)] = null,
        [("disconnect", "session-expiry-interval")] = uint.MaxValue,
        [("disconnect", UserProperty)] = null,
    };

    public Option<string[]> Option { get; } = new("--property", "-D")
    {
        HelpName = "PACKET NAME VALUE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        Description = "A property of a packet (connect, publish, will, subscribe, disconnect), such as: publish content-type text/plain. "
            + "A user property has two values: publish user-property NAME VALUE. May be repeated.",
    };

    /// <summary>Reads every property given.</summary>
    public Properties Read(ParseResult parsed)
    {
        var words = new Queue<string>(parsed.GetValue(Option) ?? []);
        var properties = new List<Property>();
        while (words.TryDequeue(out var packet))
        {
            var name = words.TryDequeue(out var given) ? given : throw new UsageException($"--property {packet}: the property's name is missing");
            if (!Known.TryGetValue((packet, name), out var most)) throw Unknown(packet, name);
            var value = Next(words, packet, name);
            if (most is { } bound && !(uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= bound))
                throw new UsageException($"--property {packet} {name}: '{value}' is not a number from 0 to {bound}");
            properties.Add(new(packet, name, value, name == UserProperty ? Next(words, packet, name) : ""));
        }

        return new(properties);
    }

    private static string Next(Queue<string> words, string packet, string name) =>
        words.TryDequeue(out var word) ? word : throw new UsageException($"--property {packet} {name}: the value is missing");

    private static UsageException Unknown(string packet, string name)
    {
        var names = Known.Keys.Where(known => known.Packet == packet).Select(known => known.Name).ToArray();
        return names.Length == 0
            ? new($"--property: '{packet}' is no packet; there are {string.Join(", ", Known.Keys.Select(known => known.Packet).Distinct())}")
            : new($"--property {packet}: '{name}' is none of {string.Join(", ", names)}");
    }
}
