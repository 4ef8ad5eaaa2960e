using System.Text;

namespace Heliograph.Interop.Clients;

/// <summary>
/// Writes the commands that the drivers read: a verb and <c>name=value</c> fields, separated by tabs, in one line.
/// </summary>
internal static class DriverCommand
{
    public static string Connect(ConnectRequest request)
    {
        var command = new Line("connect")
            .With("version", (int)request.Version)
            .With("host", "127.0.0.1")
            .With("port", request.Port)
            .With("clientId", request.ClientId)
            .With("clean", request.Clean)
            .With("sessionExpiry", request.SessionExpirySeconds)
            .With("topicAliasMaximum", request.TopicAliasMaximum)
            .With("user", request.User)
            .With("password", request.Password);
        if (request.Will is { } will)
            command.With("willTopic", will.Topic)
                .With("willPayload", will.Payload)
                .With("willQos", will.QoS)
                .With("willRetain", will.Retain)
                .With("willContentType", will.ContentType)
                .WithEach("willUserProperty", will.UserProperties);
        return command.ToString();
    }

    public static string Subscribe(Subscription subscription) => new Line("subscribe")
        .With("filter", subscription.Filter)
        .With("qos", subscription.QoS)
        .With("id", subscription.Identifier)
        .With("noLocal", subscription.NoLocal)
        .With("retainAsPublished", subscription.RetainAsPublished)
        .With("retainHandling", subscription.RetainHandling)
        .ToString();

    public static string Publish(Publication publication) => new Line("publish")
        .With("topic", publication.Topic)
        .With("payload", publication.Payload)
        .With("qos", publication.QoS)
        .With("retain", publication.Retain)
        .With("repeat", publication.Times)
        .With("contentType", publication.ContentType)
        .With("responseTopic", publication.ResponseTopic)
        .With("correlationData", publication.CorrelationData)
        .With("messageExpiry", publication.MessageExpirySeconds)
        .With("payloadFormat", publication.IsUtf8 ? 1 : null)
        .With("topicAlias", publication.TopicAlias)
        .WithEach("userProperty", publication.UserProperties)
        .ToString();

    private sealed class Line(string verb)
    {
        private readonly StringBuilder _text = new(verb);

        /// <summary>Adds a field, unless there is no value. Truth is written as 1.</summary>
        public Line With(string name, object? value)
        {
            if (value is null) return this;
            var text = value is bool truth ? (truth ? "1" : "0") : value.ToString()!;
            if (text.AsSpan().ContainsAny('\t', '\n'))
                throw new ArgumentException("A value may hold neither tab nor line feed.", nameof(value));
            _text.Append('\t').Append(name).Append('=').Append(text);
            return this;
        }

        public Line WithEach(string name, IEnumerable<string> values)
        {
            foreach (var value in values) With(name, value);
            return this;
        }

        public override string ToString() => _text + "\n";
    }
}
