using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>How far a run is, for those who take part in it. One thread leads it; any thread may ask.</summary>
internal sealed class Course(History history)
{
    private volatile Phase _phase = Phase.Gather;
    private volatile int _step;

    public History History { get; } = history;

    public Phase Phase => _phase;

    /// <summary>Another number for each phase of each chapter.</summary>
    public int Step => _step;

    /// <summary>Counts the checks of everything, from 1.</summary>
    public int Chapter { get; private set; } = 1;

    public void Enter(Phase phase)
    {
        _phase = phase;
        _step++; // after the phase: who has seen the number has seen the phase
    }

    public void TurnPage()
    {
        Chapter++;
        History.TurnPage();
    }
}
