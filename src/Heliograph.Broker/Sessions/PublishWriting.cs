using Heliograph.Broker.Counters;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Sessions;

/// <summary>From a delivery to the bytes in its client's outgoing buffer. Call under the session's lock.</summary>
internal static class PublishWriting
{
    // The property, and the length of the properties and of the packet growing by a byte each.
    private const int AliasBytesMax = 5;

    /// <summary>A QoS 0 delivery of a message that is being routed.</summary>
    public static PublishFrame FrameOf(scoped ref Publication publication, bool retain, uint[]? ids, Batch batch) => new()
    {
        Topic = publication.Topic,
        Payload = publication.Payload,
        Properties = publication.Properties,
        Retain = retain,
        ExpirySeconds = PublishFrame.Remaining(publication.ExpiresAt, batch.Now),
        SubscriptionIds = ids,
    };

    /// <summary>A delivery to be sent again; one that has come to PUBREL has no frame.</summary>
    public static PublishFrame FrameOf(in InflightDelivery entry, Batch batch) => entry.Stage == DeliveryStage.AwaitPubComp
        ? new() { Topic = default, Payload = default }
        : FrameOf(entry.Delivery, entry.PacketId, duplicate: true, batch);

    /// <summary>A delivery of a message that is in memory.</summary>
    public static PublishFrame FrameOf(in QueuedDelivery delivery, ushort packetId, bool duplicate, Batch batch)
    {
        var message = delivery.Message!;
        return new()
        {
            Topic = message.Topic,
            Payload = message.Payload,
            Properties = message.Properties,
            QoS = delivery.QoS,
            Retain = delivery.Retain,
            Duplicate = duplicate,
            PacketId = packetId,
            ExpirySeconds = PublishFrame.Remaining(message.ExpiresAt, batch.Now),
            SubscriptionIds = delivery.SubscriptionIds,
        };
    }

    /// <summary>Whether the client takes a packet of this size [MQTT-3.1.2-24].</summary>
    public static bool Fits(ClientLink link, in PublishFrame frame) =>
        link.PacketBytesMax == uint.MaxValue || frame.Length(link.Version) <= link.PacketBytesMax
        || (link.Mount is not null && frame.WithTopic(Unmounted(link, frame.Topic)).Length(link.Version) <= link.PacketBytesMax);

    /// <summary>Appends a packet that fits.</summary>
    /// <param name="link">The client.</param>
    /// <param name="frame">The packet.</param>
    /// <param name="encodings">The encodings of the message being routed; null when it is not that message.</param>
    /// <param name="batch">The batch it happens in.</param>
    public static void Write(ClientLink link, in PublishFrame frame, EncodedPublishes? encodings, Batch batch)
    {
        if (link.Mount is not null) WriteUnmounted(link, frame.WithTopic(Unmounted(link, frame.Topic)));
        else if (link.Aliases is { } aliases && frame.Length(link.Version) + AliasBytesMax <= link.PacketBytesMax)
            WriteWithAlias(link, frame, aliases);
        else if (encodings is not null && frame.SubscriptionIds is null) encodings.Append(frame, link.Version, link.Outbox);
        else frame.Write(link.Outbox, link.Version);
        batch.Touch(link);
        batch.Counters.AddSent(PacketType.Publish);
        batch.Counters.Add(Counter.PublishSent);
        link.Traffic.MessageSent();
        batch.Counters.Add(Counter.PublishBytesSent, frame.Payload.Length);
    }

    // A client below a mount point knows its topics without it.
    private static ReadOnlySpan<byte> Unmounted(ClientLink link, ReadOnlySpan<byte> topic) =>
        topic.StartsWith(link.Mount) ? topic[link.Mount!.Length..] : topic;

    private static void WriteUnmounted(ClientLink link, in PublishFrame frame)
    {
        if (link.Aliases is { } aliases && frame.Length(link.Version) + AliasBytesMax <= link.PacketBytesMax)
            WriteWithAlias(link, frame, aliases);
        else frame.Write(link.Outbox, link.Version);
    }

    private static void WriteWithAlias(ClientLink link, in PublishFrame frame, OutgoingAliases aliases)
    {
        var alias = aliases.AliasOf(frame.Topic, out var isNew);
        frame.WithTopic(alias == 0 || isNew ? frame.Topic : default, alias).Write(link.Outbox, link.Version);
    }
}
