using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>Turns the lines of an archive that follow the messages into the records of a snapshot.</summary>
internal sealed class ImportedState(ImportedMessages messages, IStateWriter writer)
{
    private static readonly Lsn WillId = new(1); // lower than any record's number, so no later will has it

    private readonly HashSet<byte[]> _retained = new(Utf8Comparer.Instance);
    private readonly HashSet<string> _clientIds = new(StringComparer.Ordinal);
    private readonly ImportedGroups _groups = new();
    private ImportedSession? _session;
    private long _lastSession;

    public ArchiveCounts Counts { get; private set; } = new() { Messages = messages.Count };

    public void Add(ArchiveLine line)
    {
        switch (line.Text(Fields.Type))
        {
            case LineTypes.Retained: AddRetained(line); break;
            case LineTypes.Session: AddSession(line); break;
            case LineTypes.Subscription: AddSubscription(line); break;
            case LineTypes.Inbound: AddInbound(line); break;
            case LineTypes.Will: AddWill(line); break;
            case LineTypes.Inflight: AddInflight(line); break;
            case LineTypes.Queued: AddDelivery(SessionOf(line).Id, group: line.GroupOrNone(), stage: 0, packetId: 0, line); break;
            case LineTypes.Backlog: AddBacklog(line); break;
            case LineTypes.Message: throw line.Wrong(Fields.Type, "is message, and all messages stand before the other lines");
            case var type: throw line.Wrong(Fields.Type, $"is {type}, which is not known");
        }
    }

    /// <summary>All lines have been added.</summary>
    public void Finish() => writer.Write(new() { Kind = RecordKind.Numbering, Session = _lastSession, Group = _groups.Last });

    private void AddRetained(ArchiveLine line)
    {
        var message = messages.Read(messages.Find(line).Id);
        if (message.Payload.IsEmpty) throw line.Wrong(Fields.Message, "has no payload, and such a message is not retained");
        if (!_retained.Add(message.Topic.ToArray())) throw line.Wrong(Fields.Message, "has the topic of another retained message");
        writer.Write(new() { Kind = RecordKind.Retained, MessageId = message.Id, Message = message });
        Counts = Counts with { Retained = Counts.Retained + 1 };
    }

    private void AddSession(ArchiveLine line)
    {
        var clientId = line.Text(Fields.ClientId);
        if (clientId.Length == 0) throw line.Wrong(Fields.ClientId, "is empty");
        if (!_clientIds.Add(clientId)) throw line.Wrong(Fields.ClientId, "has a session already");
        _session = new(++_lastSession, clientId);
        writer.Write(new()
        {
            Kind = RecordKind.SessionOpened,
            Session = _session.Id,
            ClientId = clientId,
            UserName = line.TextOrNone(Fields.UserName),
            ExpirySeconds = (uint)line.Number(Fields.ExpirySeconds, 1, uint.MaxValue),
        });
        writer.Write(new() { Kind = RecordKind.SessionDetached, Session = _session.Id, At = line.Instant(Fields.DetachedAt) });
        Counts = Counts with { Sessions = Counts.Sessions + 1 };
    }

    private void AddSubscription(ArchiveLine line)
    {
        var session = SessionOf(line);
        var filter = line.Utf8(Fields.Filter);
        session.AddFilter(filter, line);
        var options = new SubscriptionOptions(
            (QoS)line.Number(Fields.QoS, 0, 2), line.Flag(Fields.NoLocal), line.Flag(Fields.RetainAsPublished),
            (RetainHandling)(line.NumberOrNone(Fields.RetainHandling, 0, 2) ?? 0));
        writer.Write(new()
        {
            Kind = RecordKind.Subscribed,
            Session = session.Id,
            Group = _groups.Join(filter, line),
            Topic = filter,
            Options = options.Octet,
            SubscriptionId = (uint)(line.NumberOrNone(Fields.SubscriptionId, 1, ArchiveLine.SubscriptionIdMax) ?? 0),
        });
        Counts = Counts with { Subscriptions = Counts.Subscriptions + 1 };
    }

    private void AddInbound(ArchiveLine line)
    {
        var session = SessionOf(line);
        writer.Write(new() { Kind = RecordKind.InboundHeld, Session = session.Id, PacketId = session.AddInbound(line) });
    }

    private void AddWill(ArchiveLine line)
    {
        var session = SessionOf(line);
        session.AddWill(line);
        writer.Write(new()
        {
            Kind = RecordKind.WillSet,
            Session = session.Id,
            WillId = WillId,
            ExpirySeconds = (uint)line.Number(Fields.DelaySeconds, 0, uint.MaxValue),
            MessageExpirySeconds = (uint?)line.NumberOrNone(Fields.ExpirySeconds, 0, uint.MaxValue),
            Message = MessageFields.Read(line),
        });
    }

    private void AddInflight(ArchiveLine line)
    {
        var session = SessionOf(line);
        var packetId = session.AddInflight(line);
        var stage = Awaited.StoredStage(line.Text(Fields.Awaits));
        if (stage == 0) throw line.Wrong(Fields.Awaits, $"must be {Awaited.PubAck}, {Awaited.PubRec} or {Awaited.PubComp}");
        if (Awaited.NeedsBody(new() { Stage = stage })) AddDelivery(session.Id, line.GroupOrNone(), stage, packetId, line);
        else Write(session.Id, messages.Spent(), packetId, new() { ExpiresAt = Instant.Never, Group = line.GroupOrNone(), Stage = stage });
    }

    private void AddBacklog(ArchiveLine line)
    {
        var group = line.GroupOrNone();
        if (!_groups.Contains(group)) throw line.Wrong(Fields.Group, "is the group of no subscription above");
        AddDelivery(session: 0, group, stage: 0, packetId: 0, line);
    }

    private void AddDelivery(long session, long group, byte stage, ushort packetId, ArchiveLine line)
    {
        var message = messages.Find(line);
        var qos = (QoS)line.Number(Fields.QoS, 0, (int)message.QoS);
        var delivery = new StoredDelivery(
            message.Size, message.ExpiresAt, qos, line.Flag(Fields.Retain), group, stage,
            line.NumbersOrNone(Fields.SubscriptionIds, 1, ArchiveLine.SubscriptionIdMax));
        if (stage > 0 && Awaited.Of(delivery) != (qos == QoS.AtLeastOnce ? Awaited.PubAck : Awaited.PubRec))
            throw line.Wrong(Fields.Awaits, $"does not go with \"{Fields.QoS}\" {(int)qos}");
        Write(session, message.Id, packetId, delivery);
    }

    private void Write(long session, Lsn message, ushort packetId, in StoredDelivery delivery)
    {
        writer.Write(new() { Kind = RecordKind.Queued, Session = session, MessageId = message, PacketId = packetId, Delivery = delivery });
        writer.Keep(message);
        _groups.Note(delivery.Group);
        Counts = Counts with { Deliveries = Counts.Deliveries + 1 };
    }

    private ImportedSession SessionOf(ArchiveLine line)
    {
        var clientId = line.Text(Fields.ClientId);
        if (_session is null || _session.ClientId != clientId)
            throw line.Wrong(Fields.ClientId, "is not that of the session line above: the lines of a session stand together");
        return _session;
    }
}
