using System.Text;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Events;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>Ends connections and sessions: DISCONNECT, wills, expiry, and what others inherit.</summary>
internal sealed class Ending(
    BrokerContext context, SessionRegistry sessions, SubscriptionIndex subscriptions, SharedDelivery shared, Wills wills, Timers timers)
{
    /// <summary>The broker closes a connection: DISCONNECT to a 5.0 client that has its CONNACK, then no more [MQTT-3.14.0-1].</summary>
    public void Close(Connection connection, ReasonCode code, string cause, Batch batch)
    {
        var link = connection.Link;
        using (link.Enter())
        {
            if (link.IsClosing) return;
            if (connection.State == ConnectionState.Connected) WriteDisconnect(link, code, cause, batch);
            link.Close(batch);
            batch.Touch(link);
        }

        OnGone(connection, code, cause, batch);
    }

    /// <summary>The client said DISCONNECT [MQTT-3.14.4-3].</summary>
    public void OnDisconnect(Connection connection, in Disconnect packet, Batch batch)
    {
        var session = connection.Session!;
        var keepsWill = packet.Code != ReasonCode.Success;
        if (packet.Properties.TryFind(PropertyId.SessionExpiryInterval, out var expiry))
        {
            if (connection.RequestedExpirySeconds == 0 && expiry.Number != 0)
            {
                Close(connection, ReasonCode.ProtocolError,
                    "DISCONNECT: the Session Expiry Interval was 0 in CONNECT and may not be raised", batch);
                return;
            }

        }

        // At once, so that a connection that takes over finds no will of a client that said goodbye.
        lock (session)
        {
            if (connection.Link.IsClosing) return;
            if (expiry.Id == PropertyId.SessionExpiryInterval)
                session.SetExpiry(Math.Min(expiry.Number, context.Options.SessionExpirySecondsMax));
            if (!keepsWill) Wills.GiveUp(session);
            connection.Link.Close(batch);
            batch.Touch(connection.Link);
        }

        OnGone(connection, packet.Code, "the client sent DISCONNECT", batch);
    }

    /// <summary>The network connection is gone without a word; nothing happens if it had ended before.</summary>
    public void OnTransportClosed(Connection connection, string cause, Batch batch)
    {
        using (connection.Link.Enter())
        {
            var wasOpen = !connection.Link.IsClosing;
            connection.Link.Close(batch);
            connection.Link.Outbox.Clear();
            if (!wasOpen) return;
        }

        OnGone(connection, ReasonCode.UnspecifiedError, cause, batch);
    }

    /// <summary>Another connection wants the client id: 0x8E to the present one, if any [MQTT-3.1.4-3]. Call under the session's lock.</summary>
    public static void Supersede(Session session, string byAddress, Batch batch)
    {
        if (session.Link is not { IsClosing: false } loser) return;
        var cause = $"another connection, from {byAddress}, used the same client id";
        WriteDisconnect(loser, ReasonCode.SessionTakenOver, cause: "the client id was used by another connection", batch);
        loser.Close(batch);
        batch.Counters.Add(Counter.SessionsTakenOver);
        batch.Touch(loser);
        batch.Report(session.Event(batch.Now, EventKind.TakenOver, ReasonCode.SessionTakenOver, cause));
    }

    /// <summary>Ends a session and all that belongs to it; others inherit what its shared groups had for it.</summary>
    /// <returns>False when it had ended before or, if asked for, is not expired.</returns>
    public bool EndSession(Session session, string cause, Batch batch, bool onlyIfExpired = false, string? byAddress = null)
    {
        Will? will;
        HashSet<SharedGroup> inheriting;
        lock (session)
        {
            if (session.IsEnded || (onlyIfExpired && !session.IsExpired(batch.Now))) return false;
            if (byAddress is not null) Supersede(session, byAddress, batch);
            will = session.TakeDueWill();
            inheriting = ReturnShared(session, inflightToo: true, batch);
            foreach (var subscription in session.Subscriptions.All) subscriptions.Remove(subscription);
            session.Subscriptions.Clear();
            session.End();
            session.Outbound.Tell(batch);
            if (session.DueWills.Length > 0) sessions.Leave(session);
        }

        sessions.Remove(session);
        batch.Report(session.Event(batch.Now, EventKind.SessionEnded, ReasonCode.Success, cause));
        if (will is not null) wills.Publish(session, will, batch);
        foreach (var group in inheriting) shared.Drain(group, batch);
        return true;
    }

    /// <summary>Ends a session whose expiry has passed.</summary>
    public void Expire(Session session, Batch batch)
    {
        if (EndSession(session, "its session expiry passed", batch, onlyIfExpired: true))
            batch.Counters.Add(Counter.SessionsExpired);
    }

    // The session loses its connection; what follows depends on its expiry and on its will.
    private void OnGone(Connection connection, ReasonCode code, string cause, Batch batch)
    {
        var wasConnected = connection.State == ConnectionState.Connected;
        connection.State = ConnectionState.Closed;
        var note = "";
        if (wasConnected || context.Refusals.TryTell(connection.Address, batch.Now, out note))
        {
            batch.Report(new(batch.Now, wasConnected ? EventKind.Disconnected : EventKind.Refused,
                connection.ClientId, connection.Identity.UserName, connection.Address, code, cause + note));
        }

        if (connection.Session is not { } session) return;

        Will? will = null;
        HashSet<SharedGroup> inheriting = [];
        var ends = false;
        lock (session)
        {
            if (session.IsEnded || session.Link != connection.Link) return; // taken over meanwhile
            session.Detach(batch.Now);
            ends = !session.IsDurable;
            if (!ends)
            {
                inheriting = ReturnShared(session, inflightToo: false, batch);
                if (session.Will is { DelaySeconds: 0 }) will = session.TakeDueWill();
            }
        }

        if (ends)
        {
            EndSession(session, "the connection is gone and the session expiry is 0", batch);
            return;
        }

        if (will is not null) wills.Publish(session, will, batch);
        foreach (var group in inheriting) shared.Drain(group, batch);
        if (session.Will is { } delayed)
            timers.Add(batch.Now.PlusSeconds(delayed.DelaySeconds), new(TimerKind.Will, session, delayed));
        if (session.ExpiresAt != Instant.Never)
            timers.Add(session.ExpiresAt, new(TimerKind.SessionExpiry, session));
    }

    // What shared groups gave the session goes back to them; the caller drains them when it has left the lock.
    private HashSet<SharedGroup> ReturnShared(Session session, bool inflightToo, Batch batch)
    {
        var groups = new HashSet<SharedGroup>();
        foreach (var delivery in session.Outbound.TakeShared(inflightToo, batch))
        {
            shared.Return(delivery, session, batch);
            groups.Add(delivery.Group!);
        }

        return groups;
    }

    /// <summary>What a client is told of a cause. Why someone could not prove who they are, the log alone knows.</summary>
    public static string PublicCause(ReasonCode code, string cause) => code switch
    {
        ReasonCode.BadUserNameOrPassword => "user name or password is wrong",
        ReasonCode.NotAuthorized or ReasonCode.Banned => "not authorized",
        ReasonCode.ServerUnavailable => "who the client is cannot be checked now; try again later",
        _ => cause,
    };

    private static void WriteDisconnect(ClientLink link, ReasonCode code, string cause, Batch batch)
    {
        if (link.Version != ProtocolVersion.V5) return;
        var properties = new PropertyWriter(stackalloc byte[256]);
        if (link.IsTold) properties.Add(PropertyId.ReasonString, Encoding.UTF8.GetBytes(PublicCause(code, cause)));
        var explained = new Disconnect { Code = code, Properties = properties.Block };
        var plain = new Disconnect { Code = code };
        if (explained.Length(ProtocolVersion.V5) <= link.PacketBytesMax) explained.Write(link.Outbox, link.Version); // [MQTT-3.14.2-3]
        else if (plain.Length(ProtocolVersion.V5) <= link.PacketBytesMax) plain.Write(link.Outbox, link.Version);
        properties.Dispose();
        batch.Counters.AddSent(PacketType.Disconnect);
    }
}
