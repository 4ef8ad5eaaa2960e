using Heliograph.Simulation.Checks;
using Heliograph.Simulation.Clients;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Scenarios;

/// <summary>One seed: a random life, then quiet, then the accounts.</summary>
public sealed class SeededRun
{
    private readonly SeededRandom _random;
    private readonly SeededRandom _recovery; // apart, so that looking does not change what happens
    private readonly Scenario _scenario;
    private readonly SimWorld _world;
    private readonly Workload _workload;
    private readonly List<SimClient> _clients = [];

    public SeededRun(ulong seed, Trace trace)
    {
        _random = new(seed);
        _recovery = new(~seed);
        _scenario = Scenario.From(_random);
        _world = new(_scenario.Options, _random, trace);
        _workload = new(_world, _random, _scenario);
        for (var i = 0; i < _scenario.Clients; i++) _clients.Add(new($"c{i}") { Refusals = _random.Chance(10) ? _random : null });
    }

    /// <summary>Runs the seed to its end.</summary>
    /// <exception cref="SimulationException">A law was broken.</exception>
    public void Run()
    {
        var settlement = new Settlement(_world, _clients);
        if (_scenario.HasWills) settlement.ListenToWills();
        for (var step = 0; step < _scenario.Steps; step++) Step();
        RestartCheck.Check(_world);
        settlement.Settle();
        RestartCheck.Check(_world);
        settlement.CheckDeliveries();
        settlement.CheckRetained();
        settlement.CleanUp();
        RestartCheck.CheckStatus(_world.Broker);
    }

    private void Step()
    {
        if (_random.Chance(_scenario.DurablePercent)) _world.MakeDurable(JumpOfJournal());
        if (_random.Chance(_scenario.CutPercent)) CutOne();
        if (_recovery.Chance(1)) _world.Journal.TakeSnapshot(_world.Broker);
        if (_recovery.Chance(1)) RestartCheck.Check(_world);
        switch (_random.Next(12))
        {
            case 0 or 1: _workload.ActFor(_random.Pick(_clients)); break;
            case 2: SendAnswers(); break;
            case 3 or 4 or 5: MoveUp(); break;
            case 6 or 7: Drain(); break;
            case 8 or 9: MoveDown(); break;
            case 10: Learn(); break;
            default: PassTime(); break;
        }

        RestartCheck.CheckStatus(_world.Broker);
    }

    private long JumpOfJournal()
    {
        var waiting = (int)(_world.Journal.Last.Value - _world.Journal.DurableUpTo.Value);
        return _world.Journal.DurableUpTo.Value + _random.Next(waiting + 1);
    }

    private void CutOne()
    {
        if (_world.Connections.Count == 0) return;
        var connection = _random.Pick(_world.Connections);
        if (_world.Trace.IsOn) _world.Trace.Add(_world.Now, $"{connection.Client.Id} ({connection.Number}) is cut");
        connection.Cut();
    }

    private void SendAnswers()
    {
        var client = _random.Pick(_clients);
        if (client.IsConnected) client.SendAnswers(_random);
    }

    // Several connections' bytes arrive, in pieces, and are handled in one batch.
    private void MoveUp()
    {
        var arrived = new List<SimConnection>();
        foreach (var connection in _world.Connections)
        {
            if (!_random.Chance(50)) continue;
            connection.Up.MoveTo(connection.Input, _random.Chance(60) ? connection.Up.Length : _random.Next(connection.Up.Length + 1));
            if (connection.Input.Length > 0) arrived.Add(connection);
        }

        if (arrived.Count > 0) _world.Handle(arrived);
        foreach (var connection in arrived)
        {
            if (connection.Engine.PendingAuthentication is not null && _random.Chance(80)) _world.Authenticate(connection);
        }
    }

    private void Drain()
    {
        foreach (var connection in _world.Connections)
        {
            if (connection.WantsFlush && _random.Chance(60)) _world.Drain(connection);
            if (connection.OwesWritten && _random.Chance(60)) _world.OnWritten(connection);
        }
    }

    private void MoveDown()
    {
        foreach (var connection in _world.Connections)
        {
            if (connection.Client.Connection != connection || !_random.Chance(60)) continue;
            var arrived = connection.Arrived;
            connection.Down.MoveTo(arrived, _random.Chance(60) ? connection.Down.Length : _random.Next(connection.Down.Length + 1));
            connection.Client.Receive(connection, arrived);
        }
    }

    // Each end learns in its own time that the connection is gone.
    private void Learn()
    {
        foreach (var connection in _world.Connections.ToArray())
        {
            if (connection.IsCut && _random.Chance(40)) connection.Client.OnLost(connection);
            if (connection.IsDone && _random.Chance(40)) _world.Report(connection);
            else if (connection.Engine.PendingAuthentication is not null) _world.Authenticate(connection);
        }
    }

    private void PassTime()
    {
        _world.Advance(_random.Next(10) switch
        {
            0 => _random.Between(1_000, 8_000),
            1 or 2 => _random.Between(100, 1_000),
            _ => _random.Between(1, 100),
        });
    }
}
