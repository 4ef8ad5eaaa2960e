using System.Buffers;
using Heliograph.Broker;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Simulation.Checks;
using Heliograph.Simulation.Clients;
using Heliograph.Simulation.Model;
using Engine = Heliograph.Broker.Broker;

namespace Heliograph.Simulation.World;

/// <summary>One broker, its journal, its network and its clock on one thread; nothing happens unless it is called for.</summary>
public sealed class SimWorld : IEventSink
{
    /// <summary>The longest step of the clock: as often as an edge calls the broker's tick.</summary>
    private const int TickMilliseconds = 100;

    private readonly SeededRandom _random;
    private readonly OutputChecks _output;
    private readonly Dictionary<string, SimConnection> _byAddress = [];
    private readonly Queue<BrokerEvent> _postponed = [];
    private bool _arePostponed;
    private int _willsSeen;

    public SimWorld(BrokerOptions options, SeededRandom random, Trace trace)
    {
        _random = random;
        Trace = trace;
        Now = new(1_000_000);
        Options = options;
        Model = new(Journal, trace)
        {
            Now = Now,
            HasShortQueues = options.QueuedMessagesMax < 1_000,
            MayDrop = options.QueuedMessagesMax < 1_000 && options.QueueFull != QueueFullPolicy.Refuse,
            HasSmallBuffers = options.OutgoingBytesMax < 100_000,
        };
        _output = new(Journal, trace);
        Broker = new(new()
        {
            Options = options,
            Journal = Journal,
            Authorizer = new AllowAll(),
            Events = this,
            Seed = random.NextBits(),
            StartedAt = Now,
        });
    }

    public BrokerOptions Options { get; }

    public Trace Trace { get; }

    public Engine Broker { get; }

    public LateJournal Journal { get; } = new();

    public ReferenceBroker Model { get; }

    public Instant Now { get; private set; }

    /// <summary>Connections that the engine has not been told to be gone.</summary>
    public List<SimConnection> Connections { get; } = [];

    public void Connect(SimClient client, ConnectFields fields)
    {
        var connection = new SimConnection(_byAddress.Count + 1, client);
        _byAddress[connection.Address] = connection;
        using (var batch = Broker.BeginBatch(Now))
            connection.Engine = Broker.Open(connection, new(connection.Address, IsLoopback: true), batch);
        connection.View.OpenedAt = Now;
        Connections.Add(connection);
        client.Connect(connection, fields);
    }

    /// <summary>Some connections' input in one batch, as a busy thread would have it.</summary>
    public void Handle(IReadOnlyList<SimConnection> connections)
    {
        if (Model.HasShortQueues)
        {
            foreach (var connection in connections) HandleOneByOne(connection);
            return;
        }

        using (var batch = Broker.BeginBatch(Now))
        {
            foreach (var connection in connections) Handle(connection, connection.Input.Memory, batch, wasRefused: null);
        }

        CheckWills();
    }

    /// <summary>The edge has found out who the client is.</summary>
    public void Authenticate(SimConnection connection)
    {
        var before = Journal.Last.Value;
        using (var batch = Broker.BeginBatch(Now))
        {
            Broker.CompleteAuthentication(connection.Engine, new(AuthenticationOutcome.Accepted, null, "simulated"), batch);
            connection.IsSuspended = false;
            if (!connection.View.HasEnded) Model.Accept(connection, before);
        }

        CheckWills();
    }

    /// <summary>The edge takes what may leave and writes it.</summary>
    public void Drain(SimConnection connection)
    {
        connection.WantsFlush = false;
        Broker.TakeOutput(connection.Engine, out var bytes, out var isLast);
        if (!bytes.IsEmpty)
        {
            foreach (var segment in bytes)
            {
                connection.View.Output.Append(segment.Span);
                if (!connection.IsCut) connection.Down.Append(segment.Span);
            }

            bytes.Release();
            connection.WantsFlush = connection.OwesWritten = true;
            _output.OnOutput(connection, Now);
        }

        connection.IsClosedByBroker |= isLast;
    }

    public void OnWritten(SimConnection connection)
    {
        connection.OwesWritten = false;
        using var batch = Broker.BeginBatch(Now);
        Engine.OnWritten(connection.Engine, batch);
    }

    /// <summary>The edge learns that the connection is gone.</summary>
    public void Report(SimConnection connection)
    {
        if (Trace.IsOn) Trace.Add(Now, $"{connection.Client.Id} ({connection.Number}) is reported gone");
        connection.IsReported = true;
        Connections.Remove(connection);
        using (var batch = Broker.BeginBatch(Now))
        {
            Broker.OnTransportClosed(connection.Engine, "the network connection is gone", batch);
            Model.OnLost(connection);
        }

        CheckWills();
        if (!connection.IsCut && !connection.IsClosedByClient)
        {
            connection.Down.MoveTo(connection.Arrived, connection.Down.Length);
            connection.Client.Receive(connection, connection.Arrived);
        }

        connection.Cut();
        connection.Client.OnLost(connection);
    }

    /// <summary>An edge that is told to resume offers its input at once, as soon as it runs.</summary>
    private void OfferAgain()
    {
        SimConnection[] resumed = [.. Connections.Where(one => one.MustBeOffered && !one.IsSuspended)];
        if (resumed.Length > 0) Handle(resumed);
    }

    public void Advance(int milliseconds)
    {
        while (milliseconds > 0)
        {
            var step = Math.Min(milliseconds, TickMilliseconds);
            milliseconds -= step;
            Now += TimeSpan.FromMilliseconds(step);
            Model.Now = Now;
            Model.BeginTick();
            Broker.Tick(Now);
            Model.Tick();
            CheckWills();
            OfferAgain();
            CheckKeepAlive();
        }
    }

    public void MakeDurable(long upTo)
    {
        if (Trace.IsOn) Trace.Add(Now, $"the journal is durable up to {upTo} of {Journal.Last.Value}");
        Journal.MakeDurable(upTo);
        Broker.OnDurable();
    }

    public void OnEvent(BrokerEvent happened)
    {
        if (happened.Kind is not (EventKind.Disconnected or EventKind.Refused)) return;
        if (_arePostponed)
        {
            _postponed.Enqueue(happened);
            return;
        }

        var connection = _byAddress[happened.Address!];
        var view = connection.View;
        if (view.HasEnded || connection.IsReported) return;
        var isLegal = happened.Code switch
        {
            ReasonCode.KeepAliveTimeout => view.Connect is { KeepAliveSeconds: > 0 } fields
                && (Now - view.LastPacketAt).TotalMilliseconds >= 1500 * fields.KeepAliveSeconds,
            // Only where queues are short and refuse, and to a client that cannot be told.
            ReasonCode.QuotaExceeded => view.Connect is { IsV5: false } && Options is { QueuedMessagesMax: < 1_000, QueueFull: QueueFullPolicy.Refuse }
                && Now - view.LastPacketAt >= Options.PublishHoldMax,
            ReasonCode.MaximumConnectTime => view.Session is null && Now - view.OpenedAt >= Options.ConnectTimeout,
            _ => false,
        };
        if (!isLegal) throw new SimulationException($"{connection.Client.Id}: closed with {happened.Code}: {happened.Cause}");
        if (Trace.IsOn) Trace.Add(Now, $"{connection.Client.Id} ({connection.Number}) is closed: {happened.Cause}");
        Model.OnLost(connection);
    }

    private void HandleOneByOne(SimConnection connection)
    {
        if (connection.View.Connect is { IsV5: false })
        {
            // A 3.x client is never refused, it is held: its packets may come together.
            using var together = Broker.BeginBatch(Now);
            Handle(connection, connection.Input.Memory, together, wasRefused: null);
            return;
        }

        while (!connection.IsSuspended && !connection.View.HasEnded)
        {
            var rest = new ReadOnlySequence<byte>(connection.Input.Memory);
            var whole = rest.Length;
            if (Frame.TryTake(ref rest, FixedHeader.RemainingLengthMax, out _) != FrameStatus.Complete) return;
            var refused = Broker.Counters[Counter.PublishRefused];
            var batch = Broker.BeginBatch(Now);
            _arePostponed = true; // the model hears of the packet first, of what it led to then
            Handle(connection, connection.Input.Memory[..(int)(whole - rest.Length)], batch, () =>
            {
                batch.Dispose();
                return Broker.Counters[Counter.PublishRefused] > refused;
            });
            _arePostponed = false;
            while (_postponed.TryDequeue(out var happened)) OnEvent(happened);
        }
    }

    private void Handle(SimConnection connection, ReadOnlyMemory<byte> bytes, Batch batch, Func<bool>? wasRefused)
    {
        if (connection.IsSuspended || connection.IsReported)
        {
            wasRefused?.Invoke();
            return;
        }

        connection.MustBeOffered = false;
        var before = Journal.Last.Value;
        var input = SplitInput.At(bytes, _random.Next(bytes.Length + 1));
        var all = input;
        connection.IsSuspended = Broker.Handle(connection.Engine, ref input, batch) == InputStatus.Suspended;
        var consumed = all.Length - input.Length;
        Model.OnHandled(connection, all.Slice(0, consumed), before, wasRefused?.Invoke() == true);
        connection.Input.Consume(consumed);
        if (connection.Engine.BytesAhead > connection.View.BytesAhead)
            Model.OnHeld(connection, new(connection.Input.Memory[..(int)connection.Engine.BytesAhead]), before);
    }

    // Published for every will in the model is checked where the model publishes it; here: never one that is not due.
    private void CheckWills()
    {
        for (; _willsSeen < Journal.PublishedKeys.Count; _willsSeen++)
        {
            var key = Journal.PublishedKeys[_willsSeen];
            if (key[0] == 'w' && !Model.WillsPublished.Contains(key)) throw new SimulationException($"will {key} was published and is not due");
        }
    }

    private void CheckKeepAlive()
    {
        foreach (var connection in Connections)
        {
            var view = connection.View;
            if (!view.IsLive || view.Connect!.KeepAliveSeconds == 0) continue;
            if (connection.IsSuspended || connection.Input.Length > 0) view.HeldAt = Now;
            var heardAt = view.LastPacketAt > view.AcceptedAt ? view.LastPacketAt : view.AcceptedAt;
            if (view.HeldAt > heardAt) heardAt = view.HeldAt; // nobody could hear it
            // Its timer, too, begins anew while it is held, and is looked at only when it is due.
            var rounds = view.HeldAt > view.AcceptedAt ? 2 : 1;
            if ((Now - heardAt).TotalMilliseconds > (1500 * rounds * view.Connect.KeepAliveSeconds) + 1000)
                throw new SimulationException($"{connection.Client.Id}: silent since {view.LastPacketAt} and not closed [MQTT-3.1.2-22]");
        }
    }
}
