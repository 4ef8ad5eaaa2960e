using Heliograph.Broker;
using Heliograph.Simulation.World;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>A machine that loses its power, a network, and what their clients have in common; on one thread.</summary>
internal sealed class PowerCutWorld
{
    private const int TickMilliseconds = 100;

    private readonly Trace _trace;
    private readonly Dictionary<int, (Instant Remembered, Instant CutAt)> _lives = [];

    public PowerCutWorld(PowerCutPlan plan, SeededRandom random, Trace trace, Action meanwhile)
    {
        (Random, _trace) = (random, trace);
        Course = new(new());
        Machine = new(plan, random, History, trace) { Meanwhile = meanwhile };
    }

    public SeededRandom Random { get; }

    public Course Course { get; }

    public History History => Course.History;

    public bool IsUnderLoad => Course.Phase == Phase.Load;

    public Machine Machine { get; }

    public Instant Now => Machine.Now;

    public Edge Edge { get; private set; } = null!; // since the first life

    private List<LineConnection> Connections => Edge.Connections;

    /// <summary>The broker serves: its edge opens.</summary>
    public void Open()
    {
        Edge = new(Machine, Random, _trace);
        _lives[History.Life] = (Machine.Remembered, Instant.Never);
    }

    /// <summary>When the power was cut that ended a life.</summary>
    public Instant CutAt(int life) => _lives[life].CutAt;

    /// <summary>From when on the broker may count the time since a client lost a connection.</summary>
    /// <remarks>After a power cut it goes by the latest instant that it had written down, which may be before the loss.</remarks>
    public Instant EarliestLoss(int life, Instant at)
    {
        if (life == History.Life) return at;
        var remembered = _lives.Where(one => one.Key > life).MinBy(one => one.Key).Value.Remembered;
        return remembered < at ? remembered : at;
    }

    /// <summary>The machine stops. What it had sent may still arrive.</summary>
    public void CutPower()
    {
        Machine.CutPower();
        History.OnPowerCut();
        if (!_lives.TryGetValue(History.Life, out var life)) return; // it was not over its recovery
        _lives[History.Life] = life with { CutAt = Now };
        foreach (var connection in Connections)
        {
            if (!connection.IsCut && Random.Chance(50))
            {
                connection.Down.MoveTo(connection.Arrived, Random.Next(connection.Down.Length + 1));
                connection.Line.Receive(connection);
            }

            connection.Cut();
            connection.Line.OnLost(connection);
        }

        Connections.Clear();
    }

    public void CutOneConnection()
    {
        if (Connections.Count == 0) return;
        var connection = Random.Pick(Connections);
        if (_trace.IsOn) _trace.Add(Now, $"{connection.Line.Peer.Name} ({connection.Number}) is cut");
        connection.Cut();
    }

    /// <summary>Several connections' bytes arrive, in pieces unless all of them do, and are handled in one batch.</summary>
    public void MoveUp(int percent)
    {
        var arrived = new List<LineConnection>();
        foreach (var connection in Connections)
        {
            if (!Random.Chance(percent)) continue;
            connection.Up.MoveTo(connection.Input, Part(connection.Up.Length, percent));
            if (connection.Input.Length > 0) arrived.Add(connection);
        }

        if (arrived.Count > 0) Edge.Handle(arrived);
        foreach (var connection in arrived)
        {
            if (connection.Engine.PendingAuthentication is not null && Random.Chance(percent)) Edge.Authenticate(connection);
        }
    }

    public void Drain(int percent)
    {
        foreach (var connection in Connections)
        {
            if (connection.WantsFlush && Random.Chance(percent)) Edge.Drain(connection);
            if (connection.OwesWritten && Random.Chance(percent)) Edge.OnWritten(connection);
        }
    }

    public void MoveDown(int percent)
    {
        foreach (var connection in Connections.ToArray())
        {
            if (!Random.Chance(percent)) continue;
            connection.Down.MoveTo(connection.Arrived, Part(connection.Down.Length, percent));
            connection.Line.Receive(connection);
        }
    }

    /// <summary>Each end learns in its own time that the connection is gone.</summary>
    public void Learn(int percent)
    {
        foreach (var connection in Connections.ToArray())
        {
            if (connection.IsCut && Random.Chance(percent)) connection.Line.OnLost(connection);
            if (connection.IsDone && Random.Chance(percent)) Edge.Report(connection);
            else if (connection.Engine.PendingAuthentication is not null) Edge.Authenticate(connection);
        }
    }

    public void PassTime(int milliseconds)
    {
        while (milliseconds > 0)
        {
            Machine.PassTime(Math.Min(milliseconds, TickMilliseconds), isOn: true);
            milliseconds -= TickMilliseconds;
            Edge.OfferAgain();
        }
    }

    private int Part(int length, int percent) => Random.Chance(Math.Max(60, percent)) ? length : Random.Next(length + 1);
}
