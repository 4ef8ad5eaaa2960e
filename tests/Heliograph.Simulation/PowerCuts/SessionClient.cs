using Heliograph.Broker;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Clients;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>A client with a persistent session: connects, works, leaves or loses its connection, and comes back.</summary>
internal sealed class SessionClient : IPeer
{
    private readonly PowerCutWorld _world;
    private readonly ClientSettings _settings;
    private readonly IRole _role;
    private readonly SessionMemory _session;
    private readonly Line _line;
    private Instant _backAt;

    public SessionClient(PowerCutWorld world, ClientSettings settings, IRole role)
    {
        (_world, _settings, _role) = (world, settings, role);
        _session = new(world.History, settings.Name);
        _line = new(world, this);
    }

    public string Name => _settings.Name;

    public bool IsSettled => _line is { IsAccepted: true, IsIdle: true } && _role.IsSettled;

    public override string ToString() => $"{Name}: {_line}, role settled {_role.IsSettled}";

    public void Act()
    {
        if (!_line.IsOpen)
        {
            if (!_world.IsUnderLoad || _world.Now >= _backAt) _line.Connect(_settings);
        }
        else if (_line.IsAccepted)
        {
            if (_world.IsUnderLoad && _world.Random.Next(1_000) < _settings.LeavesPerMille) Leave();
            else _role.Work(_line.Output);
        }
    }

    public void OnConnAck(bool sessionPresent)
    {
        if (!_session.OnConnAck(sessionPresent)) _role.Forget();
        _role.OnConnected(_line.Output);
    }

    public void OnPacket(FixedHeader header, ReadOnlySpan<byte> body) => _role.OnPacket(_line.Output, header, body);

    public void OnLost(bool wasClosedByBroker)
    {
        // Comes back in its own time.
    }

    // Politely or not, with the answers to what it has just read or without.
    private void Leave()
    {
        var way = _world.Random.Next(4);
        if (way < 2) _role.Work(_line.Output);
        if (way % 2 == 0)
        {
            Packets.WriteDisconnect(_line.Output, _settings.Version);
            _line.Close();
        }
        else
        {
            _line.Vanish();
        }

        _backAt = _world.Now + TimeSpan.FromMilliseconds(_world.Random.Next(_settings.AwayMillisecondsMax));
    }
}
