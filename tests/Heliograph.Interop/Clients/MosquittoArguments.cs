namespace Heliograph.Interop.Clients;

/// <summary>The command lines of Mosquitto's tools.</summary>
internal static class MosquittoArguments
{
    /// <summary>What every tool takes: where to connect to, as whom, and in which version.</summary>
    public static IEnumerable<string> Connect(ConnectRequest request)
    {
        yield return "-h";
        yield return "127.0.0.1";
        yield return "-p";
        yield return $"{request.Port}";
        yield return "-V";
        yield return request.Version switch
        {
            MqttVersion.V31 => "mqttv31",
            MqttVersion.V311 => "mqttv311",
            _ => "mqttv5",
        };
        if (request.User is null) yield break;
        yield return "-u";
        yield return request.User;
        yield return "-P";
        yield return request.Password!;
    }

    public static IEnumerable<string> Subscribe(ConnectRequest request, IReadOnlyList<Subscription> subscriptions) =>
    [
        .. Connect(request), "-d", "-F", "%j", "-i", request.ClientId, .. Session(request), .. Will(request),
        // The tool has one set of options for all of its filters.
        "-q", $"{Assert.Single(subscriptions.Select(each => each.QoS).Distinct())}",
        .. Identifier(Assert.Single(subscriptions.Select(each => each.Identifier).Distinct())),
        .. subscriptions.SelectMany(each => new[] { "-t", each.Filter }),
    ];

    public static IEnumerable<string> Publish(ConnectRequest request, Publication publication) =>
    [
        .. Connect(request), "-t", publication.Topic, "-q", $"{publication.QoS}", "--repeat", $"{publication.Times}",
        .. publication.Retain ? ["-r"] : Array.Empty<string>(),
        .. publication.Payload.Length == 0 ? ["-n"] : new[] { "-s" },
        .. Properties("publish", publication),
    ];

    private static IEnumerable<string> Session(ConnectRequest request)
    {
        if (!request.Clean) yield return "-c";
        if (request.Version != MqttVersion.V5) yield break;
        yield return "-x";
        yield return $"{request.SessionExpirySeconds}";
    }

    private static IEnumerable<string> Will(ConnectRequest request) => request.Will is not { } will
        ? []
        :
        [
            "--will-topic", will.Topic, "--will-payload", will.Payload, "--will-qos", $"{will.QoS}",
            .. will.Retain ? ["--will-retain"] : Array.Empty<string>(),
            .. Properties("will", will),
        ];

    private static string[] Identifier(uint? identifier) =>
        identifier is null ? [] : ["-D", "subscribe", "subscription-identifier", $"{identifier}"];

    private static IEnumerable<string> Properties(string packet, Publication publication)
    {
        (string Name, object? Value)[] single =
        [
            ("content-type", publication.ContentType),
            ("response-topic", publication.ResponseTopic),
            ("correlation-data", publication.CorrelationData),
            ("message-expiry-interval", publication.MessageExpirySeconds),
            ("payload-format-indicator", publication.IsUtf8 ? 1 : null),
            ("topic-alias", publication.TopicAlias),
        ];
        foreach (var (name, value) in single)
            if (value is not null)
                foreach (var argument in new[] { "-D", packet, name, $"{value}" }) yield return argument;
        foreach (var pair in publication.UserProperties)
            foreach (var argument in (string[])["-D", packet, "user-property", .. pair.Split(':')])
                yield return argument;
    }
}
