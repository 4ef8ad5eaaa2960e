using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Server.Local;

/// <summary>Between the program's messages and the engine's.</summary>
internal static class LocalMessages
{
    /// <summary>Why a topic cannot be published to; null when it can.</summary>
    public static string? TopicFault(string topic, BrokerOptions options)
    {
        var bytes = Encoding.UTF8.GetBytes(topic);
        if (!TopicName.IsValid(bytes) || topic.Contains('\0', StringComparison.Ordinal)) return $"the topic '{topic}' is no topic name: it must not be empty or have + or #";
        if (topic == "$SYS" || topic.StartsWith("$SYS/", StringComparison.Ordinal)) return $"the topic '{topic}' is the broker's own: take any outside of $SYS";
        if (bytes.Length > options.TopicBytesMax) return $"the topic has {bytes.Length} bytes: topic_bytes_max = {options.TopicBytesMax} are allowed";
        return TopicLevels.Count(bytes) > options.TopicLevelsMax ? $"the topic has more levels than topic_levels_max = {options.TopicLevelsMax}" : null;
    }

    /// <summary>The engine's form of a message.</summary>
    /// <exception cref="ArgumentException">It cannot be published.</exception>
    public static Message Owned(LocalMessage message, BrokerOptions options, Instant now)
    {
        if (TopicFault(message.Topic, options) is { } fault) throw new ArgumentException(fault, nameof(message));
        if (message.Payload.Length > options.PayloadBytesMax)
            throw new ArgumentException($"the payload has {message.Payload.Length} bytes: payload_bytes_max = {options.PayloadBytesMax} are allowed", nameof(message));
        if (message.Expiry is { } expiry && (expiry < TimeSpan.Zero || expiry.TotalSeconds > uint.MaxValue))
            throw new ArgumentException($"the expiry of {expiry} is out of range: from zero to {uint.MaxValue} s", nameof(message));
        var properties = new PropertyWriter(stackalloc byte[256]);
        try
        {
            if (message.ContentType is { } kind) properties.Add(PropertyId.ContentType, Encoding.UTF8.GetBytes(kind));
            if (message.ResponseTopic is { } answer) properties.Add(PropertyId.ResponseTopic, ResponseTopic(answer));
            if (!message.CorrelationData.IsEmpty) properties.Add(PropertyId.CorrelationData, message.CorrelationData.Span);
            foreach (var (name, value) in message.UserProperties) properties.AddUserProperty(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
            var bytes = properties.Block.Bytes;
            return new(
                Encoding.UTF8.GetBytes(message.Topic), bytes, message.Payload.Span, message.QoS, message.Retain,
                message.Expiry is { } span ? now.PlusSeconds((uint)span.TotalSeconds) : Instant.Never, publisherId: "");
        }
        finally
        {
            properties.Dispose();
        }
    }

    /// <summary>The program's form of a delivery.</summary>
    public static ReceivedMessage Received(in Publish packet)
    {
        string? kind = null, answer = null;
        byte[] correlation = [];
        List<KeyValuePair<string, string>> named = [];
        foreach (var property in packet.Properties)
        {
            switch (property.Id)
            {
                case PropertyId.ContentType: kind = Encoding.UTF8.GetString(property.Value); break;
                case PropertyId.ResponseTopic: answer = Encoding.UTF8.GetString(property.Value); break;
                case PropertyId.CorrelationData: correlation = property.Value.ToArray(); break;
                case PropertyId.UserProperty: named.Add(new(Encoding.UTF8.GetString(property.Name), Encoding.UTF8.GetString(property.Value))); break;
            }
        }

        return new(Encoding.UTF8.GetString(packet.Topic), packet.Payload.ToArray(), packet.QoS, packet.Retain)
        {
            ContentType = kind, ResponseTopic = answer, CorrelationData = correlation, UserProperties = named,
        };
    }

    private static byte[] ResponseTopic(string topic)
    {
        var bytes = Encoding.UTF8.GetBytes(topic);
        return TopicName.IsValid(bytes) ? bytes : throw new ArgumentException($"the response topic '{topic}' is no topic name: it must not be empty or have + or #");
    }
}
