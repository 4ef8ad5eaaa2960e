using System.Text.Json;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Topics;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>The fields of a message, published or a will.</summary>
internal static class MessageFields
{
    private const int SegmentBytes = 48 << 10; // the writer's buffer does not grow with the payload

    public static void Write(Utf8JsonWriter json, Message message)
    {
        json.WriteString(Fields.Topic, message.Topic);
        json.WriteNumber(Fields.QoS, (int)message.QoS);
        if (message.Retain) json.WriteBoolean(Fields.Retain, true);
        if (message.PublisherId.Length > 0) json.WriteString(Fields.Publisher, message.PublisherId);
        if (message.ExpiresAt != Instant.Never) json.WriteNumber(Fields.ExpiresAt, message.ExpiresAt.Milliseconds);
        PropertyFields.Write(json, message.Properties);
        json.WritePropertyName(Fields.Payload);
        WritePayload(json, message.Payload);
    }

    public static Message Read(ArchiveLine line)
    {
        var topic = line.Utf8(Fields.Topic);
        if (!TopicName.IsValid(topic)) throw line.Wrong(Fields.Topic, "is no topic name");
        var qos = (QoS)line.Number(Fields.QoS, 0, 2);
        var retain = line.Flag(Fields.Retain);
        var publisher = line.TextOrNone(Fields.Publisher) ?? "";
        var expiresAt = line.InstantOrNone(Fields.ExpiresAt) ?? Instant.Never;
        var properties = PropertyFields.Read(line);
        var payload = line.Bytes(Fields.Payload, FixedHeader.RemainingLengthMax);
        return new(topic, properties, payload, qos, retain, expiresAt, publisher);
    }

    private static void WritePayload(Utf8JsonWriter json, ReadOnlySpan<byte> payload)
    {
        while (payload.Length > SegmentBytes)
        {
            json.WriteBase64StringSegment(payload[..SegmentBytes], isFinalSegment: false);
            json.Flush();
            payload = payload[SegmentBytes..];
        }

        json.WriteBase64StringSegment(payload, isFinalSegment: true);
    }
}
