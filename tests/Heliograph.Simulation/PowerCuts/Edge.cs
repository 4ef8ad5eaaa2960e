using System.Buffers;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Simulation.World;
using Engine = Heliograph.Broker.Broker;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>The broker's edge, for one life of the machine: carries bytes between connections and the engine.</summary>
internal sealed class Edge(Machine machine, SeededRandom random, Trace trace)
{
    private readonly Engine _broker = machine.Broker;
    private int _lastNumber;

    /// <summary>Connections that the engine has not been told to be gone.</summary>
    public List<LineConnection> Connections { get; } = [];

    public LineConnection Open(Line line, ProtocolVersion version)
    {
        // Else a CONNECT that was lost sight of could be read after this one, and would be the younger one.
        foreach (var older in Connections.Where(one => one.Line == line && !one.HasSession).ToArray()) Report(older);
        var connection = new LineConnection(++_lastNumber, line, version);
        InBatch(batch => connection.Engine = _broker.Open(connection, new(connection.Address, IsLoopback: true), batch));
        Connections.Add(connection);
        return connection;
    }

    /// <summary>Some connections' input in one batch, as a busy thread would have it.</summary>
    public void Handle(IReadOnlyList<LineConnection> connections) => InBatch(batch =>
    {
        foreach (var connection in connections)
        {
            if (connection.IsSuspended || connection.IsReported) continue;
            connection.MustBeOffered = false;
            var input = SplitInput.At(connection.Input.Memory, random.Next(connection.Input.Length + 1));
            var all = input;
            connection.IsSuspended = _broker.Handle(connection.Engine, ref input, batch) == InputStatus.Suspended;
            var consumed = all.Slice(0, all.Length - input.Length);
            Tell(connection, "->", PropertySite.PublishToServer, consumed);
            connection.Input.Consume(consumed.Length);
        }
    });

    /// <summary>The edge has found out who the client is.</summary>
    public void Authenticate(LineConnection connection) => InBatch(batch =>
    {
        _broker.CompleteAuthentication(connection.Engine, new(AuthenticationOutcome.Accepted, null, "simulated"), batch);
        connection.IsSuspended = false;
        connection.HasSession = true;
    });

    /// <summary>The edge takes what may leave and writes it.</summary>
    public void Drain(LineConnection connection)
    {
        connection.WantsFlush = false;
        _broker.TakeOutput(connection.Engine, out var bytes, out var isLast);
        if (!bytes.IsEmpty)
        {
            var taken = new ByteQueue();
            foreach (var segment in bytes) taken.Append(segment.Span);
            bytes.Release();
            connection.WantsFlush = connection.OwesWritten = true;
            Tell(connection, "<-", PropertySite.PublishToClient, new(taken.Memory));
            if (!connection.IsCut) taken.MoveTo(connection.Down, taken.Length);
        }

        connection.IsClosedByBroker |= isLast;
    }

    public void OnWritten(LineConnection connection)
    {
        connection.OwesWritten = false;
        InBatch(batch => Engine.OnWritten(connection.Engine, batch));
    }

    /// <summary>The edge learns that the connection is gone.</summary>
    public void Report(LineConnection connection)
    {
        if (trace.IsOn) trace.Add(machine.Now, $"{connection.Line.Peer.Name} ({connection.Number}) is reported gone");
        connection.IsReported = true;
        InBatch(batch => _broker.OnTransportClosed(connection.Engine, "the network connection is gone", batch));
        Connections.Remove(connection);
        if (!connection.IsCut)
        {
            connection.Down.MoveTo(connection.Arrived, connection.Down.Length);
            connection.Line.Receive(connection);
        }

        connection.Line.OnLost(connection);
        connection.Cut();
    }

    /// <summary>An edge that is told to resume offers its input at once, as soon as it runs.</summary>
    public void OfferAgain()
    {
        LineConnection[] resumed = [.. Connections.Where(one => one.MustBeOffered && !one.IsSuspended)];
        if (resumed.Length > 0) Handle(resumed);
    }

    private void InBatch(Action<Broker.Outgoing.Batch> action) => machine.InBatch(() =>
    {
        using var batch = _broker.BeginBatch(machine.Now);
        action(batch);
    });

    private void Tell(LineConnection connection, string arrow, PropertySite site, ReadOnlySequence<byte> packets)
    {
        if (!trace.IsOn) return;
        while (Frame.TryTake(ref packets, FixedHeader.RemainingLengthMax, out var frame) == FrameStatus.Complete)
        {
            var text = frame.Header.Type == PacketType.Connect ? "CONNECT"
                : PacketText.Of(frame.Header, frame.Body.ToArray(), connection.Version, site);
            trace.Add(machine.Now, $"{connection.Line.Peer.Name} ({connection.Number}) {arrow} {text}");
        }
    }
}
