namespace Heliograph.Broker.Journal;

/// <summary>Bytes to records. One at a time: the next decoding overwrites the destinations of the one before.</summary>
public sealed class RecordDecoder
{
    private Destination[] _destinations = new Destination[8];

    /// <summary>Reads one record, which borrows the bytes.</summary>
    /// <returns>False when they are not exactly one record of a kind that this version knows.</returns>
    public bool TryDecode(ReadOnlySpan<byte> bytes, out JournalRecord record)
    {
        var reader = new FieldReader(bytes);
        record = Read((RecordKind)reader.ReadByte(), ref reader);
        return reader.IsAtEnd;
    }

    private JournalRecord Read(RecordKind kind, scoped ref FieldReader reader) => kind switch
    {
        RecordKind.SessionOpened => new()
        {
            Kind = kind,
            Session = reader.ReadNumber(),
            ClientId = reader.ReadText(),
            UserName = reader.ReadFlag() ? reader.ReadText() : null,
            ExpirySeconds = reader.ReadUInt32(),
        },
        RecordKind.SessionEnded => new() { Kind = kind, Session = reader.ReadNumber() },
        RecordKind.WillCleared => new() { Kind = kind, Session = reader.ReadNumber(), WillId = reader.ReadLsn() },
        RecordKind.SessionDetached => new() { Kind = kind, Session = reader.ReadNumber(), At = reader.ReadInstant() },
        RecordKind.Subscribed => new()
        {
            Kind = kind,
            Session = reader.ReadNumber(),
            Group = reader.ReadNumber(),
            Options = reader.ReadByte(),
            SubscriptionId = reader.ReadUInt32(),
            Topic = reader.ReadBytes(),
        },
        RecordKind.Unsubscribed => new() { Kind = kind, Session = reader.ReadNumber(), Topic = reader.ReadBytes() },
        RecordKind.Published => new()
        {
            Kind = kind,
            Retained = reader.ReadFlag(),
            Session = reader.ReadNumber(),
            PacketId = reader.ReadPacketId(),
            WillId = reader.ReadLsn(),
            Destinations = ReadDestinations(reader.ReadCount(), ref reader),
            Body = reader.ReadMessage(),
        },
        RecordKind.InboundReleased or RecordKind.InboundHeld => new()
        {
            Kind = kind,
            Session = reader.ReadNumber(),
            PacketId = reader.ReadPacketId(),
        },
        RecordKind.Sent or RecordKind.Received or RecordKind.Completed => new()
        {
            Kind = kind,
            Session = reader.ReadNumber(),
            Group = reader.ReadNumber(),
            MessageId = reader.ReadLsn(),
            PacketId = reader.ReadPacketId(),
        },
        RecordKind.Dropped => new()
        {
            Kind = kind,
            Session = reader.ReadNumber(),
            Group = reader.ReadNumber(),
            MessageId = reader.ReadLsn(),
        },
        RecordKind.WillSet => ReadWill(ref reader),
        RecordKind.RetainedCleared => new() { Kind = kind, Topic = reader.ReadBytes() },
        RecordKind.Moved => new()
        {
            Kind = kind,
            Session = reader.ReadNumber(),
            Group = reader.ReadNumber(),
            MessageId = reader.ReadLsn(),
            Delivery = new() { Size = reader.ReadInt32(), ExpiresAt = reader.ReadInstant() },
            Destinations = ReadDestinations(count: 1, ref reader),
        },
        RecordKind.Retained => new() { Kind = kind, MessageId = reader.ReadLsn(), Body = reader.ReadMessage() },
        RecordKind.Queued => new()
        {
            Kind = kind,
            Session = reader.ReadNumber(),
            MessageId = reader.ReadLsn(),
            PacketId = reader.ReadPacketId(),
            Delivery = ReadDelivery(ref reader),
        },
        RecordKind.Numbering => new() { Kind = kind, Session = reader.ReadNumber(), Group = reader.ReadNumber() },
        _ => Unknown(kind, ref reader),
    };

    private static JournalRecord ReadWill(scoped ref FieldReader reader)
    {
        var session = reader.ReadNumber();
        var will = reader.ReadLsn();
        var delay = reader.ReadUInt32();
        var expires = reader.ReadFlag();
        var seconds = reader.ReadUInt32();
        return new()
        {
            Kind = RecordKind.WillSet,
            Session = session,
            WillId = will,
            ExpirySeconds = delay,
            MessageExpirySeconds = expires ? seconds : null,
            Body = reader.ReadMessage(),
        };
    }

    private ReadOnlySpan<Destination> ReadDestinations(int count, scoped ref FieldReader reader)
    {
        if (count > _destinations.Length) Array.Resize(ref _destinations, count);
        for (var i = 0; i < count && !reader.HasFailed; i++)
        {
            var (session, group) = (reader.ReadNumber(), reader.ReadNumber());
            var (qos, retain) = reader.ReadDeliveryFlags();
            _destinations[i] = new(session, group, qos, retain, reader.ReadIds());
        }

        return _destinations.AsSpan(0, count);
    }

    private static StoredDelivery ReadDelivery(scoped ref FieldReader reader)
    {
        var (size, expiresAt) = (reader.ReadInt32(), reader.ReadInstant());
        var (qos, retain) = reader.ReadDeliveryFlags();
        return new(size, expiresAt, qos, retain, reader.ReadNumber(), reader.ReadByte(), reader.ReadIds());
    }

    private static JournalRecord Unknown(RecordKind kind, scoped ref FieldReader reader)
    {
        reader.Refuse();
        return new() { Kind = kind };
    }
}
