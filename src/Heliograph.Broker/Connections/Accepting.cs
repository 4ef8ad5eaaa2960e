using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Events;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>CONNACK, and the session that goes with it: new, resumed or taken over, section 3.1.4.</summary>
internal sealed class Accepting(
    BrokerContext context, SessionRegistry sessions, SharedDelivery shared, IAuthorizer authorizer, Ending ending, Wills wills,
    Timers timers, TakeoverLoops loops)
{
    // Far beyond what any clock counts to is as good as never.
    private static readonly TimeSpan LoginMax = TimeSpan.FromDays(36_500);

    private volatile AcceptedTerms _lastTerms = new(new(ProtocolVersion.None, CleanStart: false, KeepAliveSeconds: 0), 0, "");

    /// <summary>Refuses a CONNECT: CONNACK if there is a code for it, then the end [MQTT-3.2.2-7].</summary>
    public void Refuse(Connection connection, ReasonCode code, string cause, Batch batch)
    {
        batch.Counters.AddRefused(CauseOf(code));
        using (connection.Link.Enter())
        {
            if (!connection.Link.IsClosing) WriteRefusal(connection, code, cause, batch);
        }

        ending.Close(connection, code, cause, batch);
    }

    /// <summary>The edge refused a network connection that was never opened here.</summary>
    public void OnRefused(string address, ReasonCode code, string? cause, Batch batch)
    {
        batch.Counters.AddRefused(CauseOf(code));
        if (cause is not null && context.Refusals.TryTell(address, batch.Now, out var note))
            batch.Report(new(batch.Now, EventKind.Refused, "", null, address, code, cause + note));
    }

    /// <summary>The client is who it says: gives it its session.</summary>
    /// <param name="connection">In authentication, with its CONNECT body kept.</param>
    /// <param name="data">The last Authentication Data for CONNACK; null for none.</param>
    /// <param name="batch">The batch it happens in.</param>
    public void Accept(Connection connection, byte[]? data, Batch batch)
    {
        var read = Connect.TryRead(connection.ConnectBody, out var connect);
        Invariant.Check(read.IsNone, "a CONNECT that was read before cannot be read again");
        var hasWill = connect.HasWill;
        if (hasWill && DenialOfWill(connection, connect.Will) is { } rule)
        {
            hasWill = false;
            batch.Counters.Add(Counter.AccessDenied);
            if (!connection.Announced.Habits.ForgetsDeniedWills)
            {
                Refuse(connection, ReasonCode.NotAuthorized, $"the Will Topic may not be published to: {rule}", batch);
                return;
            }
        }

        if (hasWill && !context.CanKeepMessages)
        {
            Refuse(connection, ReasonCode.QuotaExceeded, "disk or memory are short, and a will would have to be kept", batch);
            return;
        }

        var will = hasWill ? WillOf(connection, connect.Will, batch) : null;
        var expiry = Math.Min(connection.RequestedExpirySeconds, context.Options.SessionExpirySecondsMax);
        if (!Fits(connection, connect, expiry, data))
        {
            Refuse(connection, ReasonCode.PacketTooLarge, "CONNACK would exceed the client's Maximum Packet Size [MQTT-3.1.2-24]", batch);
            return;
        }

        while (true)
        {
            if (sessions.TryFind(connection.ClientId, out var session))
            {
                if (TryTake(connection, session, connect, will, expiry, data, batch)) break;
            }
            else if (sessions.Count >= context.Options.SessionsMax)
            {
                Refuse(connection, ReasonCode.QuotaExceeded, $"there are sessions_max = {context.Options.SessionsMax} already", batch);
                return;
            }
            else if (context.IsShortOfMemory)
            {
                Refuse(connection, ReasonCode.QuotaExceeded, "the broker is short of memory (memory_max): no new sessions until it has some again", batch);
                return;
            }
            else if (TryOpen(connection, connect, will, expiry, data, batch))
            {
                break;
            }
        }

        connection.ConnectBody = null;
        if (connection.Session is not { } joined) return;
        batch.Counters.Add(Counter.ConnectsAccepted);
        var accepted = TermsOf(connection, connect.CleanStart, expiry);
        batch.Report(joined.Event(batch.Now, EventKind.Connected, ReasonCode.Success, accepted.Words) with { Terms = accepted.Terms });
        if (connection.KeepAliveSeconds > 0)
            timers.Add(batch.Now + KeepAliveLimit(connection), new(TimerKind.KeepAlive, connection));
        if (connection.Login is { ValidFor: { } validFor })
            timers.Add(batch.Now + (validFor < LoginMax ? validFor : LoginMax), new(TimerKind.LoginExpiry, connection));
        Drain(GroupsOf(joined), batch);
    }

    /// <summary>One and a half times the keep alive [MQTT-3.1.2-22].</summary>
    public static TimeSpan KeepAliveLimit(Connection connection) =>
        TimeSpan.FromMilliseconds(1500 * connection.KeepAliveSeconds);

    /// <summary>Gives live members what their shared groups kept while nobody was there.</summary>
    public void Drain(IEnumerable<SharedGroup> groups, Batch batch)
    {
        foreach (var group in groups) shared.Drain(group, batch);
    }

    private static SharedGroup[] GroupsOf(Session session)
    {
        lock (session) return [.. session.Subscriptions.All.Select(one => one.Group).OfType<SharedGroup>()];
    }

    private bool TryOpen(
        Connection connection, in Connect connect, Will? will, uint expiry, byte[]? data, Batch batch)
    {
        var session = new Session(context, sessions.NextId(), connection.Identity, expiry);
        lock (session)
        {
            if (!sessions.TryAdd(session)) return false;
            if (connection.Link.TryMoveTo(session))
            {
                connection.Link.Outbox.Require(sessions.LastEnd); // a power cut must not bring back what this client has given up
                Join(connection, session, will, expiry, batch);
                WriteConnAck(connection, connect, sessionPresent: false, expiry, data, batch);
                return true;
            }

            session.Abandon(); // too late: the connection was closed meanwhile
        }

        sessions.Remove(session);
        return true;
    }

    // Takes an existing session over, or ends it to make way for a new one.
    private bool TryTake(
        Connection connection, Session session, in Connect connect, Will? will, uint expiry, byte[]? data, Batch batch)
    {
        Will? leftBehind = null;
        var resumes = false;
        var isExpired = false;
        var isAnothers = false;
        Identity? loser;
        lock (session)
        {
            if (session.IsEnded) return false;
            // The instant decides, not whether its timer has fired yet [MQTT-4.1.0-2].
            isExpired = session.IsExpired(batch.Now);
            // What one user may receive is not handed to another who knows the client id.
            isAnothers = session.Identity.UserName != connection.Identity.UserName;
            resumes = !connect.CleanStart && session.IsDurable && !isExpired && !isAnothers;
            if (resumes && !connection.Link.IsClosing) leftBehind = TakeDueWill(session, batch.Now);
            var isTooLate = resumes && leftBehind is null ? !connection.Link.TryMoveTo(session) : connection.Link.IsClosing;
            if (isTooLate) return true; // the connection was closed meanwhile
            loser = session.IsLive ? session.Identity : null;
            if (resumes) Ending.Supersede(session, connection.Address, batch);
            if (resumes && leftBehind is null)
            {
                Wills.GiveUp(session);
                Join(connection, session, will, expiry, batch);
                WriteConnAck(connection, connect, sessionPresent: true, expiry, data, batch);
                session.Outbound.Resume(connection.Link, batch);
            }
        }

        if (loser is not null) loops.OnTakeover(loser, connection.Identity, batch);
        if (isExpired) ending.Expire(session, batch);
        else if (!resumes)
            ending.EndSession(session, CauseOfEnd(connect.CleanStart, isAnothers), batch, byAddress: connection.Address);
        if (leftBehind is null) return resumes;
        wills.Publish(session, leftBehind, batch); // before the next will is set: a session has one at a time
        return false;
    }

    // A new connection within the delay suppresses the will, a later one does not [MQTT-3.1.3-9].
    private static Will? TakeDueWill(Session session, Instant now)
    {
        var lostAt = session.Link is null ? session.DetachedAt : now;
        return session.Will is { } will && lostAt.PlusSeconds(will.DelaySeconds) <= now ? session.TakeDueWill() : null;
    }

    private static string CauseOfEnd(bool cleanStart, bool isAnothers) => (cleanStart, isAnothers) switch
    {
        (true, _) => "a new connection asked for a clean start",
        (_, true) => "another user connected with its client id",
        _ => "taken over with session expiry 0",
    };

    private static RefusalCause CauseOf(ReasonCode code) => code switch
    {
        ReasonCode.BadUserNameOrPassword => RefusalCause.Credentials,
        ReasonCode.NotAuthorized or ReasonCode.Banned => RefusalCause.NotAuthorized,
        ReasonCode.ServerBusy or ReasonCode.QuotaExceeded or ReasonCode.ConnectionRateExceeded => RefusalCause.Limit,
        ReasonCode.ServerUnavailable => RefusalCause.Unavailable,
        _ => RefusalCause.Protocol,
    };

    private static void Join(Connection connection, Session session, Will? will, uint expiry, Batch batch)
    {
        connection.Link.ConnectedAt = batch.Now;
        connection.Link.KeepAliveSeconds = connection.KeepAliveSeconds;
        session.Attach(connection.Link, connection.Identity, expiry);
        connection.Link.CountConnected(batch);
        connection.Session = session;
        connection.State = ConnectionState.Connected;
        if (will is null) return;
        session.Will = will;
        will.Id = session.Record(will.Record(session.Id));
        connection.Link.Outbox.Require(will.Id);
    }

    private string? DenialOfWill(Connection connection, in WillFields will)
    {
        var decision = SystemTopics.Guard(authorizer, new(
            connection.Identity, AccessAction.Publish, MountPoint.Mounted(connection.Link.Mount, will.Topic), will.QoS, will.Retain, will.Payload.Length));
        return decision.IsAllowed ? null : decision.Rule;
    }

    private static Will WillOf(Connection connection, in WillFields will, Batch batch)
    {
        var forwarded = MessageProperties.Forwarded(will.Properties, batch.PropertyScratch);
        var message = new Message(MountPoint.Mounted(connection.Link.Mount, will.Topic), forwarded, will.Payload, will.QoS, will.Retain,
            Instant.Never, connection.ClientId)
        {
            Publisher = will.Retain && connection.Announced.Habits.ChecksRetainSource ? connection.Identity : null,
        };
        uint? expiry = will.Properties.TryFind(PropertyId.MessageExpiryInterval, out var seconds) ? seconds.Number : null;
        return new(message, will.Properties.NumberOr(PropertyId.WillDelayInterval, 0), expiry);
    }

    private static void WriteRefusal(Connection connection, ReasonCode code, string cause, Batch batch)
    {
        var link = connection.Link;
        if (link.Version == ProtocolVersion.None) return; // not even the version is known
        if (link.Version != ProtocolVersion.V5)
        {
            if (ConnectReturnCodes.For(code) is not { } returnCode) return; // v3.1.1 [MQTT-3.2.2-6]
            new ConnAck { Code = returnCode }.Write(link.Outbox, link.Version);
        }
        else
        {
            var properties = new PropertyWriter(stackalloc byte[256]);
            if (link.IsTold && (link.WantsProblemInformation || code != ReasonCode.Success))
                properties.Add(PropertyId.ReasonString, Encoding.UTF8.GetBytes(Ending.PublicCause(code, cause)));
            var packet = new ConnAck { Code = (byte)code, Properties = properties.Block };
            if (packet.Length(link.Version) > link.PacketBytesMax) packet = new() { Code = (byte)code }; // [MQTT-3.2.2-19]
            var fits = packet.Length(link.Version) <= link.PacketBytesMax;
            if (fits) packet.Write(link.Outbox, link.Version);
            properties.Dispose();
            if (!fits) return; // a client that takes less than five bytes is told nothing
        }

        batch.Counters.AddSent(PacketType.ConnAck);
        batch.Touch(link);
    }

    // Whether the client can take the CONNACK that accepts it: what that announces may not be left out.
    private static bool Fits(Connection connection, in Connect connect, uint expiry, byte[]? data)
    {
        var link = connection.Link;
        if (link.PacketBytesMax == uint.MaxValue) return true;
        var properties = new PropertyWriter(stackalloc byte[512]);
        ConnAckProperties.Add(ref properties, connection, connect, expiry, data);
        var length = new ConnAck { Properties = properties.Block }.Length(link.Version);
        properties.Dispose();
        return length <= link.PacketBytesMax;
    }

    private static void WriteConnAck(
        Connection connection, in Connect connect, bool sessionPresent, uint expiry, byte[]? data, Batch batch)
    {
        var link = connection.Link;
        var properties = new PropertyWriter(stackalloc byte[512]);
        if (link.Version == ProtocolVersion.V5)
            ConnAckProperties.Add(ref properties, connection, connect, expiry, data);
        new ConnAck
        {
            SessionPresent = sessionPresent && link.Version != ProtocolVersion.V31,
            Properties = properties.Block,
        }.Write(link.Outbox, link.Version);
        properties.Dispose();
        batch.Counters.AddSent(PacketType.ConnAck);
        batch.Touch(link);
    }

    // Clients of one kind ask for the same, and an event of each is kept: they share the words.
    private AcceptedTerms TermsOf(Connection connection, bool cleanStart, uint expiry)
    {
        var terms = new ConnectTerms(connection.Version, cleanStart, connection.KeepAliveSeconds);
        var last = _lastTerms;
        if (last.Terms == terms && last.ExpirySeconds == expiry) return last;
        var words = $"{VersionName(terms.Version)}, clean {(cleanStart ? 1 : 0)}, session expiry {expiry} s, keep alive {terms.KeepAliveSeconds} s";
        return _lastTerms = new(terms, expiry, words);
    }

    private static string VersionName(ProtocolVersion version) => version switch
    {
        ProtocolVersion.V31 => "MQTT 3.1",
        ProtocolVersion.V311 => "MQTT 3.1.1",
        _ => "MQTT 5.0",
    };

    /// <summary>What clients asked for, and the words for it.</summary>
    private sealed record AcceptedTerms(ConnectTerms Terms, uint ExpirySeconds, string Words);
}
