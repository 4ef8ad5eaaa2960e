using System.Text;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Messages;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Retained;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Inspection;

/// <summary>What people who run the broker do to it. Any thread, each call within a batch; the rules of clients do not apply.</summary>
public sealed class BrokerSteering
{
    private readonly BrokerContext _context;
    private readonly SessionRegistry _sessions;
    private readonly RetainedStore _retained;
    private readonly OpenConnections _connections;
    private readonly Router _router;
    private readonly Ending _ending;
    private readonly OnBehalf _onBehalf;

    internal BrokerSteering(
        BrokerContext context, SessionRegistry sessions, RetainedStore retained,
        OpenConnections connections, Router router, Ending ending,
        OnBehalf onBehalf)
    {
        (_context, _sessions, _retained) = (context, sessions, retained);
        (_connections, _router, _ending, _onBehalf) = (connections, router, ending, onBehalf);
    }

    /// <summary>Ends a client's connection, 0x98 to a 5.0 client; its session stays as it would after any other loss.</summary>
    /// <returns>False when it has none.</returns>
    public bool Disconnect(string clientId, string cause, Batch batch)
    {
        if (!_sessions.TryFind(clientId, out var session) || session.Link is not { IsClosing: false } link) return false;
        foreach (var connection in _connections.Items)
        {
            if (connection?.Link != link) continue;
            _ending.Close(connection, ReasonCode.AdministrativeAction, cause, batch);
            return true;
        }

        return false;
    }

    /// <summary>Ends the connections for which there is a cause, those that are only about to log in included: 0x87 to 5.0 clients.</summary>
    /// <param name="causeFor">Why, for the events; null to leave it: of a connection without a CONNECT yet, the address is known alone. Called under no lock.</param>
    /// <param name="batch">The batch it happens in.</param>
    /// <returns>How many.</returns>
    public int DisconnectAll(Func<Identity, string?> causeFor, Batch batch)
    {
        var count = 0;
        foreach (var connection in _connections.Items)
        {
            if (connection is null || connection.HasEnded || causeFor(connection.Identity) is not { } cause) continue;
            _ending.Close(connection, ReasonCode.NotAuthorized, cause, batch);
            count++;
        }

        return count;
    }

    /// <summary>Ends a client's connection, if it has one, and its session with all that waits for it.</summary>
    /// <returns>False when there is no such session.</returns>
    public bool EndSession(string clientId, string cause, Batch batch)
    {
        if (!_sessions.TryFind(clientId, out var session)) return false;
        Disconnect(clientId, cause, batch);
        _ending.EndSession(session, cause, batch); // if it has not ended with its connection
        return true;
    }

    /// <summary>Subscribes for a client, connected or not, within the rules and bounds that hold for it.</summary>
    /// <param name="clientId">Whose session; null is answered when there is none.</param>
    /// <param name="filter">The whole filter, share prefix included.</param>
    /// <param name="qos">The QoS to grant at most.</param>
    /// <param name="cause">For the event.</param>
    /// <param name="batch">The batch it happens in.</param>
    /// <param name="needs">It is durable when the journal is, up to here.</param>
    /// <returns>What stands against it, None when it is done; null when there is no such session.</returns>
    public Violation? Subscribe(string clientId, string filter, QoS qos, string cause, Batch batch, out Lsn needs)
    {
        needs = Lsn.None;
        if (!_sessions.TryFind(clientId, out var session)) return null;
        var violation = _onBehalf.Subscribe(session, Encoding.UTF8.GetBytes(filter), qos, cause, batch);
        needs = session.LastLsn;
        return violation;
    }

    /// <summary>Ends a subscription of a client, connected or not.</summary>
    /// <returns>False when there is no such subscription.</returns>
    public bool Unsubscribe(string clientId, string filter, string cause, Batch batch, out Lsn needs)
    {
        needs = Lsn.None;
        if (!_sessions.TryFind(clientId, out var session) || !_onBehalf.Unsubscribe(session, Encoding.UTF8.GetBytes(filter), cause, batch)) return false;
        needs = session.LastLsn;
        return true;
    }

    /// <summary>Publishes a message in the broker's own name.</summary>
    /// <param name="message">On a valid topic name that is not the broker's own.</param>
    /// <param name="batch">The batch it happens in.</param>
    /// <param name="needs">It is durable when the journal is, up to here.</param>
    public Published Publish(Message message, Batch batch, out Lsn needs)
    {
        var publication = new Publication(message);
        var outcome = _router.Publish(ref publication, default, batch);
        needs = outcome.Lsn;
        return outcome.Result switch
        {
            PublishResult.Refused => Published.Refused,
            PublishResult.NoSubscribers => Published.ToNobody,
            _ => Published.ToSubscribers,
        };
    }

    /// <summary>Forgets the retained message of a topic.</summary>
    /// <param name="topic">The topic name.</param>
    /// <param name="needs">It is durable when the journal is, up to here.</param>
    /// <returns>False when there is none.</returns>
    public bool ClearRetained(string topic, out Lsn needs)
    {
        var bytes = Encoding.UTF8.GetBytes(topic);
        needs = Lsn.None;
        if (_retained.Find(bytes) is null) return false;
        needs = _retained.Clear(bytes, _context.Journal);
        return true;
    }
}

/// <summary>What became of a publish.</summary>
public enum Published : byte
{
    ToSubscribers,
    ToNobody,

    /// <summary>A durable queue or the retained store must keep it and is full.</summary>
    Refused,
}
