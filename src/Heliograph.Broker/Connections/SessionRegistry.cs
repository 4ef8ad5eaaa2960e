using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Connections;

/// <summary>The sessions by client id.</summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Session, byte> _leaving = [];
    private long _lastId;
    private long _lastEnd;
    private int _count;
    private int _maximum;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The most there have been at once.</summary>
    public int Maximum => Volatile.Read(ref _maximum);

    public IEnumerable<Session> All => _sessions.Select(pair => pair.Value);

    /// <summary>Sessions that have ended and still have wills to be published.</summary>
    public IEnumerable<Session> Leaving => _leaving.Select(pair => pair.Key);

    /// <summary>The last number given.</summary>
    public long LastId => Volatile.Read(ref _lastId);

    /// <summary>The journal's number that the absence of each session that has ended depends on.</summary>
    public Lsn LastEnd => new(Volatile.Read(ref _lastEnd));

    /// <summary>Numbers were given up to this one in earlier runs.</summary>
    public void StartAfter(long lastId) => _lastId = Math.Max(_lastId, lastId);

    public long NextId() => Interlocked.Increment(ref _lastId);

    public bool TryFind(string clientId, [NotNullWhen(true)] out Session? session) =>
        _sessions.TryGetValue(clientId, out session);

    public bool TryAdd(Session session)
    {
        if (!_sessions.TryAdd(session.ClientId, session)) return false;
        var count = Interlocked.Increment(ref _count);
        if (count > Maximum) Volatile.Write(ref _maximum, count);
        return true;
    }

    /// <summary>A session ends with wills that are due. Before it is removed.</summary>
    public void Leave(Session session) => _leaving.TryAdd(session, 0);

    /// <summary>The last of its wills is published or given up.</summary>
    public void Forget(Session session) => _leaving.TryRemove(session, out _);

    public void Remove(Session session)
    {
        NoteEnd(session); // before: who does not find it any more depends on it
        if (_sessions.TryRemove(KeyValuePair.Create(session.ClientId, session))) Interlocked.Decrement(ref _count);
    }

    // The session's latest record is the one that ends it, or that its end follows from.
    private void NoteEnd(Session session)
    {
        var end = session.LastLsn.Value;
        for (var seen = Volatile.Read(ref _lastEnd); seen < end;)
        {
            var before = Interlocked.CompareExchange(ref _lastEnd, end, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
