using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Heliograph.Cli.Client;

/// <summary>Turns a target into the client library's options.</summary>
internal static class ClientOptions
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    public static MqttClientOptions Of(ClientTarget target)
    {
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(target.Host, target.Port)
            .WithClientId(target.ClientId)
            .WithProtocolVersion(target.Version)
            .WithTimeout(AnswerTimeout)
            .WithCleanSession(!target.KeepsSession);
        if (target.Version != MqttProtocolVersion.V500) options.WithTryPrivate(false);
        else if (target.SessionExpirySeconds > 0) options.WithSessionExpiryInterval(target.SessionExpirySeconds);
        if (target.KeepAliveSeconds == 0) options.WithNoKeepAlive();
        else options.WithKeepAlivePeriod(TimeSpan.FromSeconds(target.KeepAliveSeconds));
        if (target.User is not null) options.WithCredentials(target.User, target.Password is null ? null : Encoding.UTF8.GetBytes(target.Password));
        foreach (var property in target.Properties.Of("connect")) Add(options, property);
        if (target.Will is { } will) Add(options, will, target.Properties.Of("will"));
        return options.Build();
    }

    private static void Add(MqttClientOptionsBuilder options, Property property) => _ = property.Name switch
    {
        "maximum-packet-size" => options.WithMaximumPacketSize(property.Number),
        "receive-maximum" => options.WithReceiveMaximum((ushort)property.Number),
        "request-problem-information" => options.WithRequestProblemInformation(property.Number != 0),
        "request-response-information" => options.WithRequestResponseInformation(property.Number != 0),
        "session-expiry-interval" => options.WithSessionExpiryInterval(property.Number),
        "topic-alias-maximum" => options.WithTopicAliasMaximum((ushort)property.Number),
        _ => options.WithUserProperty(property.Value, Encoding.UTF8.GetBytes(property.UserValue)),
    };

    private static void Add(MqttClientOptionsBuilder options, Will will, IEnumerable<Property> properties)
    {
        options.WithWillTopic(will.Topic).WithWillPayload(will.Payload)
            .WithWillQualityOfServiceLevel((MqttQualityOfServiceLevel)will.QoS).WithWillRetain(will.Retain);
        foreach (var property in properties)
            _ = property.Name switch
            {
                "content-type" => options.WithWillContentType(property.Value),
                "correlation-data" => options.WithWillCorrelationData(Encoding.UTF8.GetBytes(property.Value)),
                "message-expiry-interval" => options.WithWillMessageExpiryInterval(property.Number),
                "payload-format-indicator" => options.WithWillPayloadFormatIndicator((MqttPayloadFormatIndicator)property.Number),
                "response-topic" => options.WithWillResponseTopic(property.Value),
                "will-delay-interval" => options.WithWillDelayInterval(property.Number),
                _ => options.WithWillUserProperty(property.Value, Encoding.UTF8.GetBytes(property.UserValue)),
            };
    }
}
