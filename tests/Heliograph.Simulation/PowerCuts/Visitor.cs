using Heliograph.Broker;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>Makes sessions of all kinds, ends them in all ways, and asks whether they are there when they must be, and only then.</summary>
internal sealed class Visitor : IPeer
{
    private readonly PowerCutWorld _world;
    private readonly Line _line;
    private ClientSettings _asked;
    private Instant _askedAt;
    private bool _isAnswered;
    private (uint ExpirySeconds, Instant At)? _farewell; // a DISCONNECT was sent
    private Memory? _last; // null: anything may be

    public Visitor(PowerCutWorld world, string name)
    {
        (_world, Name) = (world, name);
        _line = new(world, this);
    }

    public string Name { get; }

    public bool IsSettled { get; private set; }

    public void Act()
    {
        if (!_line.IsOpen)
        {
            if (!IsSettled && (!_world.IsUnderLoad || _world.Random.Chance(30))) Connect();
            return;
        }

        if (!_line.IsAccepted) return;
        IsSettled = !_world.IsUnderLoad;
        switch (_world.Random.Next(8))
        {
            case 0: _line.Vanish(); break;
            case 1: SayGoodbye(_asked.SessionExpirySeconds); break;
            case 2: SayGoodbye(0); break;
        }
    }

    public void OnConnAck(bool sessionPresent)
    {
        _isAnswered = true;
        var isExpected = _asked.CleanStart ? false : _last?.IsPresent(_world, _askedAt);
        if (isExpected is { } expected && expected != sessionPresent)
        {
            _world.History.Report(Laws.Session,
                $"{Name} came back in life {_world.History.Life}: session present is {sessionPresent}, but {(_asked.CleanStart ? "it asked for a clean start" : _last)}");
        }
    }

    public void OnPacket(FixedHeader header, ReadOnlySpan<byte> body) => throw new ProtocolException($"the broker sent {header.Type}");

    public void OnLost(bool wasClosedByBroker)
    {
        if (!_isAnswered || (_farewell is not null && !wasClosedByBroker)) _last = null;
        else if (_farewell is not { } farewell) _last = new(_asked.SessionExpirySeconds, _world.History.Life, _world.Now);
        else _last = new(farewell.ExpirySeconds, _world.History.Life, farewell.At) { MayBeUndone = farewell.ExpirySeconds != _asked.SessionExpirySeconds };
    }

    private void Connect()
    {
        (_isAnswered, _farewell, _askedAt) = (false, null, _world.Now);
        _asked = new(Name, ProtocolVersion.V5)
        {
            CleanStart = _world.Random.Chance(30),
            SessionExpirySeconds = _world.Random.Pick([0u, 0u, 5u, 60u, 7 * 24 * 3_600u, 7 * 24 * 3_600u]),
        };
        _line.Connect(_asked);
    }

    private void SayGoodbye(uint expirySeconds)
    {
        _farewell = (expirySeconds, _world.Now);
        Packets.WriteDisconnect(_line.Output, _asked.Version, expirySeconds);
        _line.Close();
    }

    /// <summary>What must be left of a session.</summary>
    /// <param name="ExpirySeconds">How long.</param>
    /// <param name="Life">The broker's, in which its last connection ended.</param>
    /// <param name="LostAt">When that was, at the earliest.</param>
    private sealed record Memory(uint ExpirySeconds, int Life, Instant LostAt)
    {
        /// <summary>Its expiry came with a DISCONNECT, which is not answered: a power cut may undo it.</summary>
        public bool MayBeUndone { get; init; }

        /// <returns>Null when both are right.</returns>
        public bool? IsPresent(PowerCutWorld world, Instant askedAt)
        {
            var isSameLife = Life == world.History.Life;
            if (MayBeUndone && !isSameLife) return null;
            if (ExpirySeconds == 0) return false;
            if (world.Now < world.EarliestLoss(Life, LostAt).PlusSeconds(ExpirySeconds)) return true;
            // When the broker learned of the end of a connection is not known, but that it did by the end of its life.
            return !isSameLife && askedAt > world.CutAt(Life).PlusSeconds(ExpirySeconds) ? false : null;
        }

        public override string ToString() => $"in life {Life} at {LostAt.Milliseconds / 1000.0:0.000} one that ends after {ExpirySeconds} s was left";
    }
}
