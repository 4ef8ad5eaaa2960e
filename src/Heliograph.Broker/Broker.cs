using System.Buffers;
using System.Collections.Concurrent;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Delivery;
using Heliograph.Broker.Events;
using Heliograph.Broker.Inspection;
using Heliograph.Broker.Interception;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Broker.Recovery;
using Heliograph.Broker.Retained;
using Heliograph.Broker.Sessions;
using Heliograph.Broker.Statistics;
using Heliograph.Mqtt;

namespace Heliograph.Broker;

/// <summary>What a broker is built from.</summary>
public sealed record BrokerParts
{
    public BrokerOptions Options { get; init; } = new();
    public IJournal Journal { get; init; } = new VolatileJournal();

    /// <summary>What differs from the options at single listeners, by their names.</summary>
    public IReadOnlyDictionary<string, ListenerBounds> AtListeners { get; init; } = new Dictionary<string, ListenerBounds>();
    public required IAuthorizer Authorizer { get; init; }

    /// <summary>Null offers no Authentication Method.</summary>
    public IEnhancedAuthenticator? EnhancedAuthenticator { get; init; }

    /// <summary>Whether the edge is asked about each PUBLISH of a client that the rules allow: <see cref="Connection.PendingPublish"/>.</summary>
    public bool InterceptsPublishes { get; init; }

    /// <summary>Null tells nobody; the history keeps events all the same.</summary>
    public IEventSink? Events { get; init; }

    /// <summary>Secret and different for each run: it seeds hashes and assigned client ids.</summary>
    public required ulong Seed { get; init; }

    public required Instant StartedAt { get; init; }

    /// <summary>What $SYS/broker/version says.</summary>
    public string Version { get; init; } = "0";
}

/// <summary>The engine: every decision of an MQTT broker, without sockets, files, clocks or tasks (law L1).</summary>
/// <remarks>
/// The one way in. Input is bytes of a connection, a tick, or the journal's progress, each within a <see cref="Batch"/>
/// or with its instant; output is bytes to take per connection, and calls of <see cref="IOutlet"/> when there are some.
/// Any number of threads may drive different connections at once; one connection is driven by one thread at a time.
/// </remarks>
public sealed class Broker : IBatchOwner
{
    private readonly BrokerContext _context;
    private readonly IEventSink? _sink;
    private readonly SubscriptionIndex _subscriptions;
    private readonly RetainedStore _retained;
    private readonly SessionRegistry _sessions = new();
    private readonly Timers _timers = new();
    private readonly TakeoverLoops _loops = new();
    private readonly OpenConnections _connections = new();
    private readonly ConcurrentDictionary<Connection, byte> _held = [];
    private readonly ConcurrentBag<Batch> _batches = [];
    private readonly DurabilityWaiters _waiters;
    private readonly BatchGate _gate = new();
    private readonly Deadlines _deadlines;
    private readonly Restoration _restoration;
    private readonly StateSnapshot _snapshot;
    private readonly Wills _wills;
    private readonly Ending _ending;
    private readonly Accepting _accepting;
    private readonly Connecting _connecting;
    private readonly PacketHandler _packets;
    private readonly SysTopics _sys;
    private int _connectionCount;
    private Instant _nextSys;
    private Instant _nextSweep;

    public Broker(BrokerParts parts)
    {
        _context = new(parts.Options, parts.Journal, parts.AtListeners);
        _sink = parts.Events;
        _subscriptions = new(parts.Seed);
        _retained = new(parts.Seed);
        _waiters = new(parts.Journal);
        _nextSys = _nextSweep = parts.StartedAt;
        Events = new(parts.Options.EventsMax, parts.Options.EventsPerClientMax);
        var shared = new SharedDelivery(_context, parts.Authorizer, new(parts.Seed));
        var router = new Router(_context, _subscriptions, _retained, shared);
        _wills = new(_context, _sessions, router, _timers);
        _ending = new(_context, _sessions, _subscriptions, shared, _wills, _timers);
        _deadlines = new(_context, _timers, _ending, _wills);
        _accepting = new(_context, _sessions, shared, parts.Authorizer, _ending, _wills, _timers, _loops);
        _connecting = new(_context, _sessions, new(), parts.EnhancedAuthenticator, parts.Seed, _accepting, _loops);
        var book = new SubscriptionBook(_context, _subscriptions, _retained);
        var replaying = new Replaying(_context, _retained, _sessions, parts.Authorizer);
        _packets = new(
            parts.Journal,
            _connecting,
            new(parts.EnhancedAuthenticator, _ending),
            new(router, parts.Authorizer, parts.InterceptsPublishes, _ending),
            new(_ending),
            new(book, replaying, parts.Authorizer, _accepting, _ending),
            new(book, _ending),
            _ending);
        _restoration = new(_context, _sessions, _subscriptions, _retained, parts.Authorizer, _timers);
        _snapshot = new(_context, _sessions, _subscriptions, _retained, _gate);
        _sys = new(Counters, router, parts.Version, parts.StartedAt);
        Inspection = new(_context, _sessions, _retained, new(_context, _sessions, _retained, Events, parts.Authorizer));
        Steering = new(
            _context, _sessions, _retained, _connections, router, _ending, new(_context, book, parts.Authorizer, replaying, _accepting));
    }

    public BrokerCounters Counters { get; } = new();

    /// <summary>What is in the broker.</summary>
    public BrokerInspection Inspection { get; }

    /// <summary>What the people who run the broker do to it.</summary>
    public BrokerSteering Steering { get; }

    /// <summary>What happened lately, in all and per client.</summary>
    public EventHistory Events { get; }

    /// <summary>The options in force. A change applies to what comes after it.</summary>
    public BrokerOptions Options
    {
        get => _context.Options;
        set => _context.Options = value;
    }

    /// <summary>
    /// The process is short of memory: messages that a durable queue or the retained store must keep are refused or held, as
    /// when the journal has no room, and new sessions and subscriptions are refused. All else goes on, so that queues drain.
    /// </summary>
    public bool IsShortOfMemory
    {
        get => _context.IsShortOfMemory;
        set => _context.IsShortOfMemory = value;
    }

    /// <summary>Starts a round of work at an instant. Dispose it to flush what it touched.</summary>
    public Batch BeginBatch(Instant now)
    {
        _gate.Enter();
        if (!_batches.TryTake(out var batch)) batch = new(this);
        batch.Now = now;
        return batch;
    }

    /// <summary>Takes what the journal kept. Before anything else; then call <see cref="CompleteRestoration"/>.</summary>
    public IReplay BeginRestoration() => _restoration;

    /// <summary>The journal has been replayed: what was connected when it ended is not, and time has gone on.</summary>
    /// <param name="last">When the journal ended, as far as it tells: whoever was connected lost the connection then.</param>
    public void CompleteRestoration(Instant last)
    {
        _restoration.Complete(last);
        using var batch = BeginBatch(last);
        foreach (var session in _sessions.All) session.Outbound.Tell(batch); // what waits is counted from here on as it changes
    }

    /// <summary>Writes the whole durable state, so that the journal before it is needed no more. Any thread, one at a time, in no batch.</summary>
    public void WriteState(IStateWriter writer) => _snapshot.Write(writer);

    /// <summary>A network connection was accepted.</summary>
    /// <param name="outlet">The edge's end of it.</param>
    /// <param name="peer">The other end.</param>
    /// <param name="batch">The batch it happens in.</param>
    public Connection Open(IOutlet outlet, Peer peer, Batch batch)
    {
        var connection = new Connection(new(outlet, _context.Segments), peer, Options, batch.Now);
        _connections.Add(connection);
        batch.Counters.Add(Counter.SocketsAccepted);
        if (Interlocked.Increment(ref _connectionCount) > Options.ConnectionsMax)
            _accepting.Refuse(connection, ReasonCode.ServerBusy, $"there are connections_max = {Options.ConnectionsMax} already", batch);
        _timers.Add(batch.Now + Options.ConnectTimeout, new(TimerKind.ConnectTimeout, connection));
        return connection;
    }

    /// <summary>The edge refused a network connection and opened none here.</summary>
    /// <param name="address">The remote address and port, for people.</param>
    /// <param name="code">Why, as a code.</param>
    /// <param name="cause">Why, in words; null where it was told lately and is only counted.</param>
    /// <param name="batch">The batch it happens in.</param>
    public void OnRefused(string address, ReasonCode code, string? cause, Batch batch) => _accepting.OnRefused(address, code, cause, batch);

    /// <summary>The edge tells of something that only it knows; it becomes an event like all others.</summary>
    public static void Tell(BrokerEvent happened, Batch batch) => batch.Report(happened);

    /// <summary>Handles all whole packets at the front of the input, which is moved past them.</summary>
    public InputStatus Handle(Connection connection, ref ReadOnlySequence<byte> input, Batch batch)
    {
        var status = _packets.Handle(connection, ref input, batch);
        if (connection.IsHeld) _held.TryAdd(connection, 0);
        return status;
    }

    /// <summary>The edge found out who the client is; then offer its input again.</summary>
    public void CompleteAuthentication(Connection connection, AuthenticationResult result, Batch batch) =>
        _connecting.OnAuthenticated(connection, result, batch);

    /// <summary>An interceptor has spoken about the PUBLISH that waits; then offer its input again. For the thread that drives the connection.</summary>
    public static void CompletePublish(Connection connection, PublishVerdict verdict)
    {
        connection.Verdict = verdict;
        connection.PendingPublish = null;
    }

    /// <summary>The edge's end of the connection a client id has now, or null. A hint: read without a lock.</summary>
    public IOutlet? OutletOf(string clientId) =>
        _sessions.TryFind(clientId, out var session) && session.Link is { IsClosing: false } link ? link.Outlet : null;

    /// <summary>
    /// How long a CONNECT is to wait before it takes this client id over: zero, unless two connections take it from each
    /// other again and again.
    /// </summary>
    public TimeSpan TakeoverDelayOf(string clientId, Instant now) => _loops.DelayOf(clientId, now);

    /// <summary>Client ids that two connections take from each other, while it lasts.</summary>
    public IReadOnlyList<TakeoverLoop> TakeoverLoops(Instant now) => _loops.Lasting(now);

    /// <summary>Takes the bytes of a connection that may leave now; the next ones wait for the journal or for later.</summary>
    /// <param name="connection">The connection to drain; one drain at a time.</param>
    /// <param name="bytes">What to write, in order; release it afterwards.</param>
    /// <param name="isLast">Nothing will follow: close the connection after writing.</param>
    public void TakeOutput(Connection connection, out OutgoingBytes bytes, out bool isLast)
    {
        while (true)
        {
            var waitsFor = connection.Link.Take(_context.Journal.DurableUpTo, out bytes, out isLast);
            if (!bytes.IsEmpty || waitsFor == Lsn.None || _waiters.TryWait(connection.Link, waitsFor)) break;
        }

        var count = 0L;
        foreach (var segment in bytes) count += segment.Length;
        Counters.Add(Counter.BytesSent, count);
        connection.Link.Traffic.Sent(count);
    }

    /// <summary>Whether more could be sent once the client's buffer has room. A hint: read without a lock.</summary>
    public static bool IsWaitingForRoom(Connection connection) =>
        connection.IsHeld || connection.Session is { Outbound.IsWaiting: true };

    /// <summary>What was taken has been written: a slow client may have room for more.</summary>
    public static void OnWritten(Connection connection, Batch batch)
    {
        if (connection.Session is not { } session) return;
        lock (session)
        {
            if (session.Link == connection.Link) session.Outbound.Pump(connection.Link, batch);
        }

        if (connection.IsHeld) connection.Link.Outlet.Resume(); // perhaps until its answers were written
    }

    /// <summary>The network connection is gone. Call once, last.</summary>
    public void OnTransportClosed(Connection connection, string cause, Batch batch)
    {
        _ending.OnTransportClosed(connection, cause, batch);
        _connections.Remove(connection);
        Interlocked.Decrement(ref _connectionCount);
        _held.TryRemove(connection, out _);
        _waiters.Forget(connection.Link);
        connection.Forget();
    }

    /// <summary>The journal is durable further than before.</summary>
    public void OnDurable() => _waiters.Release();

    /// <summary>Time has passed. Call about ten times a second.</summary>
    public void Tick(Instant now)
    {
        using var batch = BeginBatch(now);
        _deadlines.FireDue(batch);
        foreach (var (connection, _) in _held)
        {
            if (_held.TryRemove(connection, out _)) OfferAgain(connection, batch);
        }

        if (Options.SysInterval > TimeSpan.Zero && now >= _nextSys)
        {
            _nextSys = now + Options.SysInterval;
            _sys.Publish(Status(), batch);
        }

        if (now < _nextSweep) return;
        _nextSweep = now + TimeSpan.FromMinutes(1);
        _retained.Sweep(now, _context.Journal);
    }

    /// <summary>The broker stops: wills that are due go out while their receivers are there, then everyone is told 0x8B.</summary>
    public void Stop(Instant now)
    {
        using var batch = BeginBatch(now);
        foreach (var connection in _connections.Items)
        {
            if (connection?.Session is not { } session) continue;
            Will? due = null;
            lock (session)
            {
                if (session.Link == connection.Link && (session.Will is { DelaySeconds: 0 } || !session.IsDurable))
                {
                    due = session.TakeDueWill();
                }
            }

            if (due is not null) _wills.Publish(session, due, batch);
        }

        foreach (var connection in _connections.Items)
        {
            if (connection is not null) _ending.Close(connection, ReasonCode.ServerShuttingDown, "the broker is shutting down", batch);
        }
    }

    /// <summary>What there is, as of the batches that have ended. Cheap: all of it is counted as it changes.</summary>
    public BrokerStatus Status() => new(
        _connectionCount, (int)Counters[Level.ClientsConnected], _sessions.Count, _sessions.Maximum, _subscriptions.Count,
        _subscriptions.SharedCount, _retained.Count, _retained.Bytes, Counters[Level.QueuedMessages], Counters[Level.QueuedBytes]);

    void IBatchOwner.End(Batch batch, CounterDeltas counters, List<BrokerEvent> events)
    {
        _gate.Leave();
        Counters.Add(counters);
        foreach (var happened in events)
        {
            Events.Add(happened);
            _sink?.OnEvent(happened);
        }
    }

    void IBatchOwner.Return(Batch batch) => _batches.Add(batch);

    private void OfferAgain(Connection connection, Batch batch)
    {
        if (connection.HeldSince != Instant.Never && connection.HeldSince + Options.PublishHoldMax <= batch.Now)
        {
            _ending.Close(connection, ReasonCode.QuotaExceeded,
                $"a receiver's queue stayed full and its publish was held for publish_hold_max = {Options.PublishHoldMax.TotalSeconds} s", batch);
        }
        else
        {
            connection.Link.Outlet.Resume();
        }
    }
}
