using Heliograph.Simulation.World;
using Heliograph.Storage;
using Heliograph.Tests.Common.Checks;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>One seed: lives that end with a power cut, a last one without, and the judgement of the clients.</summary>
internal sealed class PowerCutRun
{
    private const int RoundsMax = 3_000;
    private const int DutyRoundsMax = 200; // far longer than a will's delay

    private readonly SeededRandom _random;
    private readonly PowerCutPlan _plan;
    private readonly PowerCutWorld _world;
    private readonly PowerCutCast _cast;
    private bool _mayCutWhenBehind;
    private bool _isReading; // what is retained: nobody else may do anything then

    public PowerCutRun(ulong seed, DurabilityLevel level, Trace trace)
    {
        _random = new(seed);
        _plan = PowerCutPlan.From(_random, level);
        _world = new(_plan, _random, trace, Meanwhile);
        _cast = new(_world);
    }

    public PowerCutCounts Counts => _world.Machine.Counts;

    private History History => _world.History;

    /// <summary>Runs the seed to its end, or until a promise is broken.</summary>
    public IReadOnlyList<BrokenPromise> Run()
    {
        _world.Course.Enter(Phase.Load);
        for (var life = 0; life < _plan.Lives && !History.IsBroken; life++)
        {
            Start(mayBeCut: true);
            if (!History.IsBroken) Live();
            if (!History.IsBroken) CutPower();
        }

        if (!History.IsBroken) Start(mayBeCut: false);
        if (!History.IsBroken) Settle();
        return History.Broken;
    }

    private void Start(bool mayBeCut)
    {
        History.Life++;
        while (!_world.Machine.TryStart(mayBeCut && _random.Chance(25) ? _random.Between(1, 15) : null))
        {
            if (History.IsBroken) return;
            CutPower();
            History.Life++;
        }

        _world.Machine.CutAtCall(null);
        _world.Open();
        if (_random.Chance(70)) ReadRetained();
        if (mayBeCut) ChooseMoment();
    }

    // In the middle of a call of the disk, of a batch, when something is not on the disk, or just so, after a while.
    private void ChooseMoment()
    {
        _mayCutWhenBehind = false;
        switch (_random.Next(10))
        {
            case < 4: _world.Machine.CutAtCall(_random.Between(1, 60)); break;
            case < 6: _world.Machine.CutAtRecord(_random.Between(1, 60)); break;
            case < 9: _mayCutWhenBehind = true; break;
        }
    }

    private void Live()
    {
        var steps = _random.Chance(15) ? _random.Next(30) : _random.Between(50, 300);
        try
        {
            while (steps-- > 0 && !History.IsBroken && !_world.Machine.IsOff)
            {
                Step();
                if (_mayCutWhenBehind && _world.Machine.IsBehind && _random.Chance(4)) return;
            }
        }
        catch (Exception) when (_world.Machine.IsOff)
        {
            // In the middle of something.
        }
    }

    private void CutPower()
    {
        _world.CutPower();
        Counts.PowerCuts++;
        _world.Machine.PassTime(_random.Chance(10) ? _random.Between(1_000, 100_000) : _random.Next(1_000), isOn: false);
    }

    private void Step()
    {
        if (_random.Chance(_plan.CutPercent)) _world.CutOneConnection();
        if (_random.Chance(_plan.CommitPercent)) _world.Machine.Commit();
        switch (_random.Next(13))
        {
            case 0: PassTime(); break;
            case 1 or 2: _world.Machine.TellProgress(); break;
            case 3: _world.Machine.Maintain(isSnapshotDue: _random.Chance(15)); break;
            default: Meanwhile(); break;
        }
    }

    // What goes on whatever the journal's threads do.
    private void Meanwhile()
    {
        if (_isReading) return;
        switch (_random.Next(9))
        {
            case 0 or 1: Act(40); break;
            case 2 or 3: _world.MoveUp(60); break;
            case 4 or 5: _world.Drain(70); break;
            case 6 or 7: _world.MoveDown(70); break;
            default: _world.Learn(40); break;
        }
    }

    private void Act(int percent)
    {
        foreach (var peer in _cast.Peers)
        {
            if (_random.Chance(percent)) peer.Act();
        }
    }

    private void PassTime() => _world.PassTime(_random.Next(20) switch
    {
        0 => _random.Between(1_000, 20_000),
        < 5 => _random.Between(100, 1_000),
        _ => _random.Between(1, 100),
    });

    /// <summary>Nothing fails any more: everybody comes back, everything flows, and then nothing may be missing.</summary>
    private void Settle()
    {
        _world.Course.Enter(Phase.Gather);
        Flow(_cast.Peers, AreSettled, "everybody is back, and what was under way is finished");
        if (History.IsBroken) return;
        _world.Course.Enter(Phase.Close);
        Flow(_cast.Peers, AreSettled, "the last messages are acknowledged");
        for (var round = 0; round < DutyRoundsMax && Duties.Of(History).Exists(duty => !duty.IsDone); round++) Round(_cast.Peers);
        for (var quiet = 0; quiet < 3; quiet++) Round(_cast.Peers);
        if (History.IsBroken) return;
        ReadRetained();
        History.Report(Checker.Check(History));
    }

    private void ReadRetained()
    {
        var reading = new RetainedReading(RetainedVisit.Version, PowerCutCast.RetainedFilter, RetainedCheck.Expected(History));
        var visit = new RetainedVisit(_world, reading);
        _isReading = true;
        for (var round = 0; round < 30 && !visit.IsSettled; round++) Round([visit]);
        _isReading = false;
        History.Report(RetainedCheck.Check(History, reading.Found));
        visit.Leave();
        _world.Learn(100);
    }

    private bool AreSettled() => _cast.Peers.All(peer => peer.IsSettled);

    private void Flow(IReadOnlyList<IPeer> peers, Func<bool> until, string what)
    {
        for (var round = 0; round < RoundsMax && !History.IsBroken; round++)
        {
            if (until()) return;
            Round(peers);
        }

        if (History.IsBroken) return;
        var unsettled = string.Join(", ", peers.Where(peer => !peer.IsSettled).Select(peer => peer.ToString()));
        History.Report(Laws.Progress, $"waited until {what}; not settled: {unsettled}; {_world.Machine.Broker.Status()}");
    }

    private void Round(IReadOnlyList<IPeer> peers)
    {
        foreach (var peer in peers) peer.Act();
        _world.MoveUp(100);
        _world.Machine.Commit();
        _world.Machine.TellProgress();
        _world.Drain(100);
        _world.MoveDown(100);
        _world.Learn(100);
        _world.PassTime(50);
    }
}
