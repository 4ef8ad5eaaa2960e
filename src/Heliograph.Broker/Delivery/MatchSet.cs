using System.Runtime.InteropServices;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>The receivers of the message being routed: each session once, however many of its filters match.</summary>
/// <remarks>Used by one thread for one message at a time, and reused, so that routing allocates nothing.</remarks>
internal sealed class MatchSet
{
    private const int LinearMax = 16;

    private readonly List<Match> _matches = [];
    private readonly Dictionary<Session, int> _bySession = [];
    private readonly List<Destination> _destinations = [];
    private int _lists;
    private int _indexed;

    public Span<Match> Matches => CollectionsMarshal.AsSpan(_matches);

    /// <summary>The durable queues among the receivers, for the journal.</summary>
    public ReadOnlySpan<Destination> Destinations => CollectionsMarshal.AsSpan(_destinations);

    public void Clear()
    {
        _matches.Clear();
        _destinations.Clear();
        if (_indexed > 0) _bySession.Clear();
        _lists = _indexed = 0;
    }

    /// <summary>One more filter matched; a session stands in each filter's list once.</summary>
    public void BeginList() => _lists++;

    public void Add(Subscription subscription, QoS published)
    {
        var qos = published < subscription.Options.QoS ? published : subscription.Options.QoS;
        if (_lists > 1 && Find(subscription.Session) is var at and >= 0)
        {
            ref var match = ref Matches[at];
            if (qos > match.QoS) match.QoS = qos;
            match.RetainAsPublished |= subscription.Options.RetainAsPublished;
            match.AddIds(subscription.Ids);
            return;
        }

        var added = new Match
        {
            Session = subscription.Session,
            QoS = qos,
            RetainAsPublished = subscription.Options.RetainAsPublished,
            Group = null,
        };
        added.AddIds(subscription.Ids);
        _matches.Add(added);
    }

    /// <summary>Adds the member that a shared group chose, or the group itself when none is live.</summary>
    public void AddShared(SharedGroup group, Subscription? member, QoS published)
    {
        var added = new Match
        {
            Session = member?.Session,
            QoS = member is not null && member.Options.QoS < published ? member.Options.QoS : published,
            RetainAsPublished = member?.Options.RetainAsPublished == true,
            Group = group,
        };
        added.AddIds(member?.Ids);
        _matches.Add(added);
    }

    /// <summary>Whether some receiver's queue is durable.</summary>
    public bool HasDurable
    {
        get
        {
            foreach (ref var match in Matches)
            {
                if (match.QoS > QoS.AtMostOnce && match.Session is not { IsDurable: false }) return true;
            }

            return false;
        }
    }

    /// <summary>Finds the queues that the journal must know of.</summary>
    /// <param name="retain">Whether the message is published with RETAIN.</param>
    /// <param name="queuesQoS0">Whether QoS 0 waits for durable sessions that are away.</param>
    public void CollectDestinations(bool retain, bool queuesQoS0)
    {
        foreach (ref var match in Matches)
        {
            if (match.Session is { } session)
            {
                var waits = match.QoS > QoS.AtMostOnce || (queuesQoS0 && !session.IsLive);
                if (!waits || !session.IsDurable) continue;
            }
            else if (match.QoS == QoS.AtMostOnce)
            {
                continue;
            }

            match.IsRecorded = true;
            _destinations.Add(new(
                match.Session?.Id ?? 0, match.Group?.Id ?? 0, match.QoS, match.RetainAsPublished && retain, match.Ids));
        }
    }

    private int Find(Session session)
    {
        if (_matches.Count <= LinearMax)
        {
            for (var i = 0; i < _matches.Count; i++)
            {
                if (_matches[i].Session == session && _matches[i].Group is null) return i;
            }

            return -1;
        }

        for (; _indexed < _matches.Count; _indexed++)
        {
            if (_matches[_indexed] is { Session: { } indexed, Group: null }) _bySession[indexed] = _indexed;
        }

        return _bySession.TryGetValue(session, out var at) ? at : -1;
    }
}
