using System.Text.Json;
using Heliograph.Broker.Journal;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>Writes the lines of sessions and shared groups. Messages and what is retained have been written before.</summary>
internal sealed class StateLines(LineWriter lines, NeededMessages messages) : IStateWriter
{
    private string _clientId = "";
    private string? _userName;
    private uint _expirySeconds;

    public ArchiveCounts Counts { get; private set; } = new() { Messages = messages.Count };

    public void Begin()
    {
        // The broker is at rest: the state is of any moment.
    }

    public void Keep(Lsn message)
    {
        // Follows from the deliveries.
    }

    public void Write(in JournalRecord record)
    {
        switch (record.Kind)
        {
            case RecordKind.Retained: Counts = Counts with { Retained = Counts.Retained + 1 }; break;
            case RecordKind.SessionOpened:
                // The line follows with the record that says since when it is detached.
                (_clientId, _userName, _expirySeconds) = (record.ClientId!, record.UserName, record.ExpirySeconds);
                break;
            case RecordKind.SessionDetached: WriteSession(record); break;
            case RecordKind.Subscribed: WriteSubscription(record); break;
            case RecordKind.InboundHeld:
                BeginOfSession(LineTypes.Inbound).WriteNumber(Fields.PacketId, record.PacketId);
                lines.End();
                break;
            case RecordKind.WillSet: WriteWill(record); break;
            case RecordKind.Queued: WriteDelivery(record); break;
        }
    }

    private void WriteSession(in JournalRecord record)
    {
        var json = BeginOfSession(LineTypes.Session);
        if (_userName is not null) json.WriteString(Fields.UserName, _userName);
        json.WriteNumber(Fields.ExpirySeconds, _expirySeconds);
        json.WriteNumber(Fields.DetachedAt, record.At.Milliseconds);
        lines.End();
        Counts = Counts with { Sessions = Counts.Sessions + 1 };
    }

    private void WriteSubscription(in JournalRecord record)
    {
        var options = new SubscriptionOptions(record.Options);
        var json = BeginOfSession(LineTypes.Subscription);
        json.WriteString(Fields.Filter, record.Topic);
        json.WriteNumber(Fields.QoS, (int)options.QoS);
        if (options.NoLocal) json.WriteBoolean(Fields.NoLocal, true);
        if (options.RetainAsPublished) json.WriteBoolean(Fields.RetainAsPublished, true);
        if (options.RetainHandling != RetainHandling.Send) json.WriteNumber(Fields.RetainHandling, (int)options.RetainHandling);
        if (record.SubscriptionId > 0) json.WriteNumber(Fields.SubscriptionId, record.SubscriptionId);
        if (record.Group > 0) json.WriteNumber(Fields.Group, record.Group);
        lines.End();
        Counts = Counts with { Subscriptions = Counts.Subscriptions + 1 };
    }

    private void WriteWill(in JournalRecord record)
    {
        var json = BeginOfSession(LineTypes.Will);
        json.WriteNumber(Fields.DelaySeconds, record.ExpirySeconds);
        if (record.MessageExpirySeconds is { } seconds) json.WriteNumber(Fields.ExpirySeconds, seconds);
        MessageFields.Write(json, record.Message!);
        lines.End();
    }

    private void WriteDelivery(in JournalRecord record)
    {
        var delivery = record.Delivery;
        Utf8JsonWriter json;
        if (delivery.Stage > 0)
        {
            json = BeginOfSession(LineTypes.Inflight);
            json.WriteNumber(Fields.PacketId, record.PacketId);
            json.WriteString(Fields.Awaits, Awaited.Of(delivery));
        }
        else
        {
            json = record.Session > 0 ? BeginOfSession(LineTypes.Queued) : lines.Begin(LineTypes.Backlog);
        }

        if (Awaited.NeedsBody(delivery))
        {
            json.WriteNumber(Fields.Message, messages.NumberOf(record.MessageId));
            json.WriteNumber(Fields.QoS, (int)delivery.QoS);
            if (delivery.Retain) json.WriteBoolean(Fields.Retain, true);
            WriteIds(json, delivery.SubscriptionIds);
        }

        if (delivery.Group > 0) json.WriteNumber(Fields.Group, delivery.Group);
        lines.End();
        Counts = Counts with { Deliveries = Counts.Deliveries + 1 };
    }

    private static void WriteIds(Utf8JsonWriter json, uint[]? ids)
    {
        if (ids is null) return;
        json.WriteStartArray(Fields.SubscriptionIds);
        foreach (var id in ids) json.WriteNumberValue(id);
        json.WriteEndArray();
    }

    private Utf8JsonWriter BeginOfSession(string type)
    {
        var json = lines.Begin(type);
        json.WriteString(Fields.ClientId, _clientId);
        return json;
    }
}
