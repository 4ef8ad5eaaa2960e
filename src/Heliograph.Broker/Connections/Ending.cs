using System.Text;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Events;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>Ends connections and sessions: DISCONNECT, wills, expiry, and what others inherit.</summary>
internal sealed class Ending(
    BrokerContext context, SessionRegistry sessions, SubscriptionIndex subscriptions, Router router, Timers timers)
{
    /// <summary>The broker closes a connection: DISCONNECT to a 5.0 client that has its CONNACK, then no more [MQTT-3.14.0-1].</summary>
    public void Close(Connection connection, ReasonCode code, string cause, Batch batch)
    {
        var link = connection.Link;
        lock (link.Gate)
        {
            if (link.IsClosing) return;
            if (connection.State == ConnectionState.Connected) WriteDisconnect(link, code, cause, batch);
            link.Close();
            batch.Touch(link);
        }

        OnGone(connection, code, cause, keepsWill: true, batch);
    }

    /// <summary>The client said DISCONNECT [MQTT-3.14.4-3].</summary>
    public void OnDisconnect(Connection connection, in Disconnect packet, Batch batch)
    {
        var session = connection.Session!;
        if (packet.Properties.TryFind(PropertyId.SessionExpiryInterval, out var expiry))
        {
            if (connection.RequestedExpirySeconds == 0 && expiry.Number != 0)
            {
                Close(connection, ReasonCode.ProtocolError,
                    "DISCONNECT: the Session Expiry Interval was 0 in CONNECT and may not be raised", batch);
                return;
            }

            lock (session)
            {
                if (session.Link == connection.Link)
                    session.SetExpiry(Math.Min(expiry.Number, context.Options.SessionExpirySecondsMax));
            }
        }

        lock (connection.Link.Gate)
        {
            if (connection.Link.IsClosing) return;
            connection.Link.Close();
            batch.Touch(connection.Link);
        }

        OnGone(connection, packet.Code, "the client sent DISCONNECT", keepsWill: packet.Code != ReasonCode.Success, batch);
    }

    /// <summary>The network connection is gone without a word; nothing happens if it had ended before.</summary>
    public void OnTransportClosed(Connection connection, string cause, Batch batch)
    {
        lock (connection.Link.Gate)
        {
            var wasOpen = !connection.Link.IsClosing;
            connection.Link.Close();
            connection.Link.Outbox.Clear();
            if (!wasOpen) return;
        }

        OnGone(connection, ReasonCode.UnspecifiedError, cause, keepsWill: true, batch);
    }

    /// <summary>Another connection takes the session over: 0x8E to the loser [MQTT-3.1.4-3]. Call under the session's lock.</summary>
    public static void Supersede(Session session, ClientLink loser, string byAddress, Batch batch)
    {
        if (loser.IsClosing) return;
        var cause = $"another connection, from {byAddress}, used the same client id";
        WriteDisconnect(loser, ReasonCode.SessionTakenOver, cause: "the client id was used by another connection", batch);
        loser.Close();
        batch.Touch(loser);
        batch.Report(session.Event(batch.Now, EventKind.TakenOver, ReasonCode.SessionTakenOver, cause));
    }

    /// <summary>Ends a session and all that belongs to it; others inherit what its shared groups had for it.</summary>
    public void EndSession(Session session, string cause, Batch batch)
    {
        Will? will;
        List<QueuedDelivery> inherited;
        lock (session)
        {
            if (session.IsEnded) return;
            will = session.Will;
            session.Will = null;
            inherited = session.Outbound.TakeShared(inflightToo: true);
            foreach (var subscription in session.Subscriptions.Values) subscriptions.Remove(subscription);
            session.Subscriptions.Clear();
            session.End();
        }

        sessions.Remove(session);
        batch.Report(session.Event(batch.Now, EventKind.SessionEnded, ReasonCode.Success, cause));
        router.Redistribute(inherited, session, batch);
        if (will is not null) PublishWill(session, will, batch);
    }

    /// <summary>Ends a session whose expiry has passed.</summary>
    public void Expire(Session session, Batch batch)
    {
        batch.Counters.Add(Counter.SessionsExpired);
        EndSession(session, "its session expiry passed", batch);
    }

    /// <summary>Publishes a will now.</summary>
    public void PublishWill(Session session, Will will, Batch batch)
    {
        var message = will.Message;
        var publication = will.ExpirySeconds is { } seconds
            ? new Publication(context.MessageIds, message.Topic, message.Properties, message.Payload)
            {
                QoS = message.QoS,
                Retain = message.Retain,
                PublisherId = message.PublisherId,
                ExpiresAt = batch.Now.PlusSeconds(seconds),
            }
            : new Publication(context.MessageIds, message);
        var outcome = router.Publish(ref publication, default, batch);
        if (outcome.Result != PublishResult.Refused) return;
        batch.Counters.Add(Counter.PublishRefused);
        batch.Report(session.Event(batch.Now, EventKind.Dropped, ReasonCode.QuotaExceeded,
            "the will was not published: a receiver's queue or the retained store is full"));
    }

    // The session loses its connection; what follows depends on its expiry and on its will.
    private void OnGone(Connection connection, ReasonCode code, string cause, bool keepsWill, Batch batch)
    {
        var wasConnected = connection.State == ConnectionState.Connected;
        connection.State = ConnectionState.Closed;
        batch.Report(new(batch.Now, wasConnected ? EventKind.Disconnected : EventKind.Refused,
            connection.ClientId, connection.Identity.UserName, connection.Address, code, cause));
        if (connection.Session is not { } session) return;

        Will? will = null;
        List<QueuedDelivery> inherited = [];
        var ends = false;
        lock (session)
        {
            if (session.IsEnded || session.Link != connection.Link) return; // taken over meanwhile
            if (!keepsWill) ClearWill(session);
            session.Detach(batch.Now);
            ends = !session.IsDurable;
            if (!ends)
            {
                inherited = session.Outbound.TakeShared(inflightToo: false);
                if (session.Will is { DelaySeconds: 0 })
                {
                    will = session.Will;
                    ClearWill(session);
                }
            }
        }

        if (ends)
        {
            EndSession(session, "the connection is gone and the session expiry is 0", batch);
            return;
        }

        router.Redistribute(inherited, session, batch);
        if (will is not null) PublishWill(session, will, batch);
        if (session.Will is { } delayed)
            timers.Add(batch.Now.PlusSeconds(delayed.DelaySeconds), new(TimerKind.Will, session, delayed));
        if (session.ExpiresAt != Instant.Never)
            timers.Add(session.ExpiresAt, new(TimerKind.SessionExpiry, session));
    }

    /// <summary>Deletes a session's will. Call under the session's lock.</summary>
    public static void ClearWill(Session session)
    {
        if (session.Will is null) return;
        session.Will = null;
        session.Record(new() { Kind = RecordKind.WillCleared, Session = session.Id });
    }

    private static void WriteDisconnect(ClientLink link, ReasonCode code, string cause, Batch batch)
    {
        if (link.Version != ProtocolVersion.V5) return;
        var properties = new PropertyWriter(stackalloc byte[256]);
        properties.Add(PropertyId.ReasonString, Encoding.UTF8.GetBytes(cause));
        var explained = new Disconnect { Code = code, Properties = properties.Block };
        var plain = new Disconnect { Code = code };
        if (explained.Length(ProtocolVersion.V5) <= link.PacketBytesMax) explained.Write(link.Outbox, link.Version); // [MQTT-3.14.2-3]
        else if (plain.Length(ProtocolVersion.V5) <= link.PacketBytesMax) plain.Write(link.Outbox, link.Version);
        properties.Dispose();
        batch.Counters.AddSent(PacketType.Disconnect);
    }
}
