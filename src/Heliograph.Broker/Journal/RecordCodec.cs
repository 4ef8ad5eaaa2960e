using System.Text;

namespace Heliograph.Broker.Journal;

/// <summary>Records to bytes: a kind and then its fields, as docs/storage-format.md lists them.</summary>
/// <remarks>The framing, with length and checksum, is the journal's. <see cref="RecordDecoder"/> is the way back.</remarks>
public static class RecordCodec
{
    private const int FixedBytesMax = 80; // a kind and all numbers that one record may have
    private const int DestinationBytesMax = 32;

    /// <summary>The room that <see cref="Encode"/> needs; it may use less.</summary>
    public static int LengthMax(in JournalRecord record)
    {
        var length = FixedBytesMax + record.Topic.Length + IdsLengthMax(record.Delivery.SubscriptionIds);
        if (record.ClientId is not null) length += Encoding.UTF8.GetMaxByteCount(record.ClientId.Length);
        if (record.UserName is not null) length += Encoding.UTF8.GetMaxByteCount(record.UserName.Length);
        if (record.Message is not null) length += EncodedMessage.LengthMax(record.Message);
        foreach (var destination in record.Destinations)
            length += DestinationBytesMax + IdsLengthMax(destination.SubscriptionIds);
        return length;
    }

    /// <summary>Writes a record.</summary>
    /// <returns>The bytes used.</returns>
    public static int Encode(in JournalRecord record, Span<byte> into)
    {
        var writer = new FieldWriter(into);
        writer.WriteByte((byte)record.Kind);
        switch (record.Kind)
        {
            case RecordKind.SessionOpened:
                writer.WriteNumber(record.Session);
                writer.WriteText(record.ClientId!);
                writer.WriteFlag(record.UserName is not null);
                if (record.UserName is not null) writer.WriteText(record.UserName);
                writer.WriteNumber(record.ExpirySeconds);
                break;
            case RecordKind.SessionEnded:
                writer.WriteNumber(record.Session);
                break;
            case RecordKind.WillCleared:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.WillId.Value);
                break;
            case RecordKind.SessionDetached:
                writer.WriteNumber(record.Session);
                writer.WriteInstant(record.At);
                break;
            case RecordKind.Subscribed:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.Group);
                writer.WriteByte(record.Options);
                writer.WriteNumber(record.SubscriptionId);
                writer.WriteBytes(record.Topic);
                break;
            case RecordKind.Unsubscribed:
                writer.WriteNumber(record.Session);
                writer.WriteBytes(record.Topic);
                break;
            case RecordKind.Published:
                WritePublished(ref writer, record);
                break;
            case RecordKind.InboundReleased or RecordKind.InboundHeld:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.PacketId);
                break;
            case RecordKind.Sent or RecordKind.Received or RecordKind.Completed:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.Group);
                writer.WriteNumber(record.MessageId.Value);
                writer.WriteNumber(record.PacketId);
                break;
            case RecordKind.Dropped:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.Group);
                writer.WriteNumber(record.MessageId.Value);
                break;
            case RecordKind.WillSet:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.WillId.Value);
                writer.WriteNumber(record.ExpirySeconds);
                writer.WriteFlag(record.MessageExpirySeconds is not null);
                writer.WriteNumber(record.MessageExpirySeconds ?? 0);
                writer.WriteMessage(record.Message!);
                break;
            case RecordKind.RetainedCleared:
                writer.WriteBytes(record.Topic);
                break;
            case RecordKind.Moved:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.Group);
                writer.WriteNumber(record.MessageId.Value);
                writer.WriteNumber(record.Delivery.Size);
                writer.WriteInstant(record.Delivery.ExpiresAt);
                WriteDestination(ref writer, record.Destinations[0]);
                break;
            case RecordKind.Retained:
                writer.WriteNumber(record.MessageId.Value);
                writer.WriteMessage(record.Message!);
                break;
            case RecordKind.Queued:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.MessageId.Value);
                writer.WriteNumber(record.PacketId);
                WriteDelivery(ref writer, record.Delivery);
                break;
            case RecordKind.Numbering:
                writer.WriteNumber(record.Session);
                writer.WriteNumber(record.Group);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(record), record.Kind, "this kind of record cannot be written");
        }

        return writer.Written;
    }

    private static int IdsLengthMax(uint[]? ids) => 5 + (5 * (ids?.Length ?? 0));

    private static void WritePublished(ref FieldWriter writer, in JournalRecord record)
    {
        writer.WriteFlag(record.Retained);
        writer.WriteNumber(record.Session);
        writer.WriteNumber(record.PacketId);
        writer.WriteNumber(record.WillId.Value);
        writer.WriteNumber(record.Destinations.Length);
        foreach (var destination in record.Destinations) WriteDestination(ref writer, destination);
        writer.WriteMessage(record.Message!);
    }

    private static void WriteDestination(ref FieldWriter writer, in Destination destination)
    {
        writer.WriteNumber(destination.Session);
        writer.WriteNumber(destination.Group);
        writer.WriteDeliveryFlags(destination.QoS, destination.Retain);
        writer.WriteIds(destination.SubscriptionIds);
    }

    private static void WriteDelivery(ref FieldWriter writer, in StoredDelivery delivery)
    {
        writer.WriteNumber(delivery.Size);
        writer.WriteInstant(delivery.ExpiresAt);
        writer.WriteDeliveryFlags(delivery.QoS, delivery.Retain);
        writer.WriteNumber(delivery.Group);
        writer.WriteByte(delivery.Stage);
        writer.WriteIds(delivery.SubscriptionIds);
    }
}
