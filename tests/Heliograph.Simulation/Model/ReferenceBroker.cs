using System.Text;
using Heliograph.Broker;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Topics;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Model;

/// <summary>The standard's server as a page of plain state: who has a session, who subscribes, who must get what.</summary>
/// <remarks>It reads the very packets that the engine has just taken, so both see one order of events. It has no queues, no
/// windows and no buffers: a message is a duty from the moment it is taken on until it has arrived.</remarks>
public sealed partial class ReferenceBroker(LateJournal journal, Trace trace)
{
    private readonly Dictionary<string, ModelSession> _sessions = [];
    private readonly Dictionary<string, ModelGroup> _groups = [];
    private readonly Dictionary<string, Acceptance> _retained = [];
    private readonly List<SharedDelivery> _shared = [];
    private readonly List<ModelSession> _allSessions = [];
    private readonly List<(ModelSession Session, ModelSubscription[] Subscriptions)> _endedInThisTick = [];
    private readonly HashSet<string> _willsPublished = [];
    private long _lastOrder;
    private bool _isInTick;

    public Instant Now { get; set; }

    /// <summary>Queues are short in this run: what may be dropped is excused.</summary>
    public bool HasShortQueues { get; init; }

    /// <summary>Queue policy drops instead of refusing: completeness cannot be asked for.</summary>
    public bool MayDrop { get; init; }

    /// <summary>Buffers are small in this run: QoS 0 may be dropped for a slow reader.</summary>
    public bool HasSmallBuffers { get; init; }

    public IReadOnlyDictionary<string, Acceptance> Retained => _retained;

    public IEnumerable<ModelSession> AllSessions => _allSessions;

    public IEnumerable<SharedDelivery> SharedDeliveries => _shared;

    public IReadOnlyDictionary<string, ModelGroup> Groups => _groups;

    /// <summary>The wills whose time has come, by key.</summary>
    public IReadOnlySet<string> WillsPublished => _willsPublished;

    public ModelSession? Find(string clientId) => _sessions.GetValueOrDefault(clientId);

    public int SessionCount => _sessions.Count;

    /// <summary>The engine has accepted the client of a connection.</summary>
    public void Accept(SimConnection connection, long journalBefore)
    {
        var view = connection.View;
        var fields = view.Connect!;
        var old = Find(fields.ClientId);
        var resumes = old is not null && !fields.CleanStart && old.IsDurable;
        if (old?.Connection is { } loser)
        {
            loser.View.HasEnded = true;
            ExcuseWhatTheConnectionLost(old);
            if (resumes && old.Will is { DelaySeconds: 0 } leftBehind)
            {
                old.Connection = null; // its will comes before the session has its next connection
                old.DetachedAt = Now;
                PublishWill(fields.ClientId, leftBehind);
            }
        }

        if (old is not null && !resumes) End(old);
        var session = resumes ? old! : Open(fields.ClientId);
        session.Connection = session.Latest = connection;
        session.ExpirySeconds = fields.ExpirySeconds;
        session.Will = fields.Will;
        view.Session = session;
        view.AcceptedAt = Now;
        view.IsFirst = !resumes;
        view.ExpectedSessionPresent = resumes;
        if (session.IsDurable) session.JournalNumber = journal.SessionOf(fields.ClientId);
        if (session.IsDurable) view.ConnAckNeeds = NeedsOfConnAck(session, journalBefore);
        foreach (var delivery in session.Deliveries.Values.SelectMany(all => all)) ExcuseIfTooLarge(delivery);
        foreach (var shared in _shared)
        {
            if (fields.PacketBytesMax < shared.Message.Size + FrameBytesMax && session.SharedForms.Exists(form => form.Filter == shared.Group.Filter))
                shared.Excuse ??= "a member takes small packets only";
        }
    }

    /// <summary>A connection is gone without DISCONNECT, or the engine closed it.</summary>
    public void OnLost(SimConnection connection) => Detach(connection, keepsWill: true);

    /// <summary>Time has come to here: sessions expire and delayed wills are published.</summary>
    public void Tick()
    {
        foreach (var session in _sessions.Values.ToArray())
        {
            if (session.Connection is not null || session.HasEnded) continue;
            if (session.ExpiresAt <= Now) End(session);
            else if (session.Will is { } will && session.DetachedAt.PlusSeconds(will.DelaySeconds) <= Now) SayWill(session);
        }

        _endedInThisTick.Clear();
        _isInTick = false;
    }

    /// <summary>A tick begins: what ends within it may or may not have been there for what is published within it.</summary>
    public void BeginTick() => _isInTick = true;

    private ModelSession Open(string clientId)
    {
        var session = new ModelSession(_allSessions.Count, clientId);
        _allSessions.Add(session);
        return _sessions[clientId] = session;
    }

    private long NeedsOfConnAck(ModelSession session, long journalBefore)
    {
        var needs = journal.FirstAfter(journalBefore, Heliograph.Broker.Journal.RecordKind.SessionOpened, session.JournalNumber, "");
        if (needs == 0) throw new SimulationException($"{session}: accepted as durable without a record of it");
        if (session.Will is null) return needs;
        var will = journal.FirstAfter(journalBefore, Heliograph.Broker.Journal.RecordKind.WillSet, session.JournalNumber, "");
        if (will == 0) throw new SimulationException($"{session}: a durable session's will is in no record");
        return Math.Max(needs, will);
    }

    private void Detach(SimConnection connection, bool keepsWill)
    {
        var view = connection.View;
        if (view.HasEnded) return;
        view.HasEnded = true;
        if (view.Session is not { } session) return;
        session.Connection = null;
        session.DetachedAt = Now;
        if (!keepsWill) session.Will = null;
        ExcuseWhatTheConnectionLost(session);
        if (!session.IsDurable) End(session);
        else if (session.Will is { DelaySeconds: 0 }) SayWill(session);
    }

    private void End(ModelSession session)
    {
        if (trace.IsOn) trace.Add(Now, $"model: session {session} ends");
        session.HasEnded = true;
        session.Connection = null;
        _sessions.Remove(session.ClientId);
        if (_isInTick) _endedInThisTick.Add((session, [.. session.Subscriptions.Values]));
        foreach (var subscription in session.Subscriptions.Values.ToArray()) Remove(session, subscription);
        foreach (var shared in _shared)
        {
            if (shared.Message.QoS == QoS.ExactlyOnce && session.SharedForms.Exists(form => form.Filter == shared.Group.Filter))
                shared.Excuse ??= $"{session} ended and may have held it [MQTT-4.8.2-5]";
        }

        if (session.Will is not null) SayWill(session);
    }

    private void SayWill(ModelSession session)
    {
        var will = session.Will!;
        session.Will = null;
        PublishWill(session.ClientId, will);
    }

    private void PublishWill(string clientId, ModelWill will)
    {
        var key = MessageKey.Of(Encoding.UTF8.GetBytes(will.Topic), will.Payload);
        if (trace.IsOn) trace.Add(Now, $"model: will {key} of {clientId} is due");
        _willsPublished.Add(key);
        Publish(new(++_lastOrder, key, clientId, will.Topic, will.QoS, will.Retain)
        {
            At = Now,
            Size = will.Topic.Length + will.Payload.Length,
            Needs = journal.Latest(Heliograph.Broker.Journal.RecordKind.Published, 0, key),
        });
    }

    private static bool Matches(string filter, string topic) =>
        TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic));
}
