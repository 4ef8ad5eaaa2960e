using System.Text;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Sessions;

/// <summary>What one session was not sent, and why: each loss is counted, the journal knows of it, and someone is told.</summary>
/// <remarks>
/// Guarded by the session's lock. Told once until <see cref="Forget"/>, so that a flood of losses is one event.
/// </remarks>
internal sealed class Losses(Session session, BrokerContext context)
{
    private bool _isTold;

    /// <summary>The queue has been empty again, or a new connection came: the next loss is told.</summary>
    public void Forget() => _isTold = false;

    /// <summary>A message that was never queued.</summary>
    public void Drop(ReadOnlySpan<byte> topic, DropCause cause, string words, Batch batch)
    {
        batch.Counters.AddDropped(cause);
        if (TryTell()) Tell(EventKind.Dropped, ReasonCode.QuotaExceeded, words, topic, batch);
    }

    /// <summary>A message that is larger than the client takes: it counts as sent [MQTT-3.1.2-25].</summary>
    public void DropTooLarge(ReadOnlySpan<byte> topic, Batch batch) => Drop(topic, DropCause.TooLarge, LossCauses.TooLarge, batch);

    /// <summary>A message that the journal may know of, larger than the client takes.</summary>
    public void DropTooLarge(in QueuedDelivery delivery, Batch batch) => Drop(delivery, DropCause.TooLarge, LossCauses.TooLarge, batch);

    /// <summary>A message that the journal may know of.</summary>
    public void Drop(in QueuedDelivery delivery, DropCause cause, string words, Batch batch)
    {
        batch.Counters.AddDropped(cause);
        if (TryTell()) Tell(EventKind.Dropped, ReasonCode.QuotaExceeded, words, TopicOf(delivery), batch);
        session.RecordDropped(delivery.Id, delivery.Group);
    }

    /// <summary>A message that was not sent in time [MQTT-3.3.2-5].</summary>
    public void Expire(in QueuedDelivery delivery, Batch batch)
    {
        batch.Counters.Add(Counter.PublishExpired);
        if (TryTell())
        {
            Tell(EventKind.Expired, ReasonCode.Success, LossCauses.Expired,
                TopicOf(delivery), batch);
        }

        session.RecordDropped(delivery.Id, delivery.Group);
    }

    /// <summary>A message whose body the journal has lost.</summary>
    public void DropLost(in QueuedDelivery delivery, Batch batch) =>
        Drop(delivery, DropCause.BodyLost, LossCauses.CutOut, batch);

    // A loss is one whether or not its topic can be read.
    private ReadOnlySpan<byte> TopicOf(in QueuedDelivery delivery) =>
        delivery.TryLoad(context.Journal, out var loaded) && loaded.Message is { } message ? message.Topic : default;

    private bool TryTell()
    {
        var mayTell = !_isTold;
        _isTold = true;
        return mayTell;
    }

    private void Tell(EventKind kind, ReasonCode code, string cause, ReadOnlySpan<byte> topic, Batch batch) =>
        batch.Report(session.Event(batch.Now, kind, code, cause, Encoding.UTF8.GetString(topic)));
}
