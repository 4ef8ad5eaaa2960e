using Heliograph.Broker;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>A persistent session whose every connection leaves a will and then vanishes, mostly.</summary>
internal sealed class WillClient : IPeer
{
    private readonly PowerCutWorld _world;
    private readonly ClientSettings _settings;
    private readonly string _topic;
    private readonly SessionMemory _session;
    private readonly Line _line;
    private WillToLeave? _will; // of the present or last connection
    private bool _isLeft; // the broker has it
    private bool _hasSaidGoodbye;
    private Parting? _last;
    private NumberedMessage? _owed; // it stays away until this has come
    private bool _hasLeftTheLast;

    public WillClient(PowerCutWorld world, ClientSettings settings, string topic)
    {
        (_world, _settings, _topic) = (world, settings, topic);
        _session = new(world.History, settings.Name);
        _line = new(world, this);
    }

    public string Name => _settings.Name;

    /// <summary>It is away, and its last will is owed.</summary>
    public bool IsSettled => _hasLeftTheLast;

    private bool IsNothingOwed => _owed is null || _world.History.IsReceived(_owed);

    public void Act()
    {
        if (!_line.IsOpen)
        {
            if (!IsNothingOwed) _hasLeftTheLast |= !_world.IsUnderLoad;
            else if (!_hasLeftTheLast) Connect();
        }
        else if (_line.IsAccepted && !_world.IsUnderLoad)
        {
            _hasLeftTheLast = true;
            _line.Vanish();
        }
        else if (_line.IsAccepted)
        {
            switch (_world.Random.Next(8))
            {
                case 0: SayGoodbye(); break;
                case 1 or 2: _line.Vanish(); break;
            }
        }
    }

    public void OnConnAck(bool sessionPresent)
    {
        _session.OnConnAck(sessionPresent);
        if (_last is { } last && IsWithdrawn(last)) _world.History.OnWithdrawn(last.Will.Message);
        _last = null;
        _isLeft = true;
    }

    public void OnPacket(FixedHeader header, ReadOnlySpan<byte> body) => throw new ProtocolException($"the broker sent {header.Type}");

    public void OnLost(bool wasClosedByBroker)
    {
        if (!_isLeft) return; // nobody knows whether the broker has it
        if (_hasLeftTheLast || (!_hasSaidGoodbye && _world.Random.Chance(50)))
        {
            _owed = _will!.Message;
            _world.History.OnVanished(_owed);
        }
        else
        {
            _last = new(_will!, _world.History.Life, _world.Now, IsPolite: wasClosedByBroker);
        }
    }

    private void Connect()
    {
        _owed = null;
        (_isLeft, _hasSaidGoodbye) = (false, false);
        _will = new(_world.History.Compose(Name, _topic, QoS.ExactlyOnce), (uint)_world.Random.Next(3));
        _world.History.OnSending(_will.Message);
        _line.Connect(_settings, _will);
    }

    private void SayGoodbye()
    {
        _hasSaidGoodbye = true;
        Packets.WriteDisconnect(_line.Output, _settings.Version);
        _line.Close();
    }

    private bool IsWithdrawn(Parting last)
    {
        if (last.IsPolite) return last.Life == _world.History.Life; // else the goodbye may have been lost with the power
        return _world.Now < _world.EarliestLoss(last.Life, last.At).PlusSeconds(last.Will.DelaySeconds);
    }

    /// <summary>How the last connection that had its CONNACK ended.</summary>
    private sealed record Parting(WillToLeave Will, int Life, Instant At, bool IsPolite);
}
