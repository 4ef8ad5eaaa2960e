using Heliograph.Server;
using Heliograph.Server.Logging;
using MQTTnet;

namespace Heliograph.Cli.Client;

/// <summary>Puts what a broker refused into words, with the remedy.</summary>
internal static class Refusal
{
    public static OperatorException OfConnect(ClientTarget target, MqttClientConnectResult result)
    {
        var problem = $"the broker at {target.Address} refused the connection: {CodeText.Words(result.ResultCode)}{Reason(result.ReasonString)}";
        return result.ResultCode is MqttClientConnectResultCode.ServerUnavailable or MqttClientConnectResultCode.ServerBusy
                or MqttClientConnectResultCode.ConnectionRateExceeded or MqttClientConnectResultCode.QuotaExceeded
            ? new BrokerUnavailableException(problem, "The broker is at a limit; try again later, or raise it under [limits] in etc/heliograph.toml")
            : new OperatorException(problem, Remedy(target, result.ResultCode));
    }

    public static OperatorException OfPublish(string topic, MqttClientPublishResult result) => new(
        $"the broker refused the message to '{LogText.Escape(topic)}': {CodeText.Words(result.ReasonCode)}{Reason(result.ReasonString)}",
        result.ReasonCode != MqttClientPublishReasonCode.NotAuthorized ? "The broker's log says why"
        : topic.StartsWith("$SYS", StringComparison.Ordinal) ? "Topics under $SYS are the broker's own; choose another"
        : "Give the user the right to write the topic in etc/acl");

    public static OperatorException OfSubscribe(MqttClientSubscribeResultItem item, string reason) => new(
        $"the broker refused the subscription to '{LogText.Escape(item.TopicFilter.Topic)}': {CodeText.Words(item.ResultCode)}{Reason(reason)}",
        item.ResultCode is MqttClientSubscribeResultCode.NotAuthorized or MqttClientSubscribeResultCode.UnspecifiedError
            ? "Give the user the right to read the topic in etc/acl"
            : "The broker's log says why");

    private static string Remedy(ClientTarget target, MqttClientConnectResultCode code) => code switch
    {
        MqttClientConnectResultCode.BadUserNameOrPassword when target.User is null => "Give a user name and a password with -u and -P",
        MqttClientConnectResultCode.BadUserNameOrPassword =>
            $"Check the password of '{LogText.Escape(target.User)}', or set a new one: heliograph passwd DIR {LogText.Escape(target.User)}",
        MqttClientConnectResultCode.NotAuthorized =>
            "The user may not connect from here; the first password of admin works on the broker's own machine only until it is changed",
        MqttClientConnectResultCode.UnsupportedProtocolVersion => "Try another -V",
        MqttClientConnectResultCode.ClientIdentifierNotValid => "Give another --id, or none",
        _ => "The broker's log says why",
    };

    private static string Reason(string? text) => string.IsNullOrEmpty(text) ? "" : $": {LogText.Escape(text)}";
}
