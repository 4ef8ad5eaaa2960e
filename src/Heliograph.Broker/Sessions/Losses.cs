using System.Text;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Sessions;

/// <summary>What one session was not sent, and why: each loss is counted, the journal knows of it, and someone is told.</summary>
/// <remarks>
/// Guarded by the session's lock. Told once until <see cref="Forget"/>, so that a flood of losses is one event.
/// </remarks>
internal sealed class Losses(Session session)
{
    private bool _isTold;

    /// <summary>The queue has been empty again, or a new connection came: the next loss is told.</summary>
    public void Forget() => _isTold = false;

    /// <summary>A message that was never queued.</summary>
    public void Drop(ReadOnlySpan<byte> topic, string cause, Batch batch)
    {
        batch.Counters.Add(Counter.PublishDropped);
        Tell(EventKind.Dropped, ReasonCode.QuotaExceeded, cause, topic, batch);
    }

    /// <summary>A message that is larger than the client takes: it counts as sent [MQTT-3.1.2-25].</summary>
    public void DropTooLarge(ReadOnlySpan<byte> topic, Batch batch) =>
        Drop(topic, "the packet is larger than the client's Maximum Packet Size", batch);

    /// <summary>A message that the journal may know of.</summary>
    public void Drop(in QueuedDelivery delivery, string cause, Batch batch)
    {
        Drop(delivery.Message.Topic, cause, batch);
        Record(delivery);
    }

    /// <summary>A message that was not sent in time [MQTT-3.3.2-5].</summary>
    public void Expire(in QueuedDelivery delivery, Batch batch)
    {
        batch.Counters.Add(Counter.PublishExpired);
        Record(delivery);
        Tell(EventKind.Expired, ReasonCode.Success,
            "the Message Expiry Interval passed before it could be sent", delivery.Message.Topic, batch);
    }

    /// <summary>Says in the journal that a message left the session's queue without delivery.</summary>
    public void Record(in QueuedDelivery delivery) =>
        session.Record(new() { Kind = RecordKind.Dropped, Session = session.Id, MessageId = delivery.Message.Id });

    private void Tell(EventKind kind, ReasonCode code, string cause, ReadOnlySpan<byte> topic, Batch batch)
    {
        if (_isTold) return;
        _isTold = true;
        batch.Report(session.Event(batch.Now, kind, code, cause, Encoding.UTF8.GetString(topic)));
    }
}
