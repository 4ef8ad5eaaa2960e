using Heliograph.Crash.Ledger;

namespace Heliograph.Crash.Clients;

/// <summary>What the clients of a run share: the broker of the moment, the phase, the history.</summary>
internal sealed class World(History history, CancellationToken stop)
{
    private readonly Lock _lock = new();
    private readonly List<Action> _wakes = [];
    private TaskCompletionSource<Endpoint> _broker = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _loadBegins = New();
    private TaskCompletionSource _loadEnds = New();
    private volatile Phase _phase = Phase.Gather;
    private volatile int _step;

    public History History { get; } = history;

    /// <summary>The end of the run.</summary>
    public CancellationToken Stop { get; } = stop;

    public Phase Phase => _phase;

    /// <summary>Another number for each phase of each chapter.</summary>
    public int Step => _step;

    /// <summary>Counts the checks of everything, from 1.</summary>
    public int Chapter { get; private set; } = 1;

    /// <summary>Called at each change of phase, from any thread.</summary>
    public void OnPhase(Action wake) => _wakes.Add(wake);

    /// <summary>Waits until there is a broker to connect to.</summary>
    public Task<Endpoint> BrokerAsync()
    {
        lock (_lock) return _broker.Task.WaitAsync(Stop);
    }

    public void Open(Endpoint broker)
    {
        lock (_lock) _broker.SetResult(broker);
    }

    /// <summary>Call before the broker is killed.</summary>
    /// <returns>What is over now.</returns>
    public Endpoint Close()
    {
        lock (_lock)
        {
            var broker = _broker.Task.Result;
            broker.End();
            _broker = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return broker;
        }
    }

    public void Enter(Phase phase)
    {
        if (phase == Phase.Load)
        {
            _loadEnds = New();
            _phase = phase;
            _loadBegins.SetResult();
        }
        else if (_phase == Phase.Load)
        {
            _loadBegins = New();
            _phase = phase;
            _loadEnds.SetResult();
        }
        else
        {
            _phase = phase;
        }

        _step++; // after the phase: who has seen the number has seen the phase
        foreach (var wake in _wakes) wake();
    }

    public void TurnPage()
    {
        Chapter++;
        History.TurnPage();
    }

    /// <summary>Lets time pass, but no longer than the load goes on.</summary>
    public async Task PauseAsync(TimeSpan time)
    {
        await Task.WhenAny(Task.Delay(time, Stop), _loadEnds.Task);
        Stop.ThrowIfCancellationRequested();
    }

    /// <summary>Waits until the load goes on.</summary>
    public Task LoadAsync() => _loadBegins.Task.WaitAsync(Stop);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
