using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Clients;

/// <summary>What the clients of a run share: the broker of the moment, the phase, the history.</summary>
internal sealed class World(History history, CancellationToken stop)
{
    private readonly Lock _lock = new();
    private readonly List<Action> _wakes = [];
    private TaskCompletionSource<Endpoint> _broker = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _loadBegins = New();
    private TaskCompletionSource _loadEnds = New();

    public Course Course { get; } = new(history);

    public History History => Course.History;

    /// <summary>The end of the run.</summary>
    public CancellationToken Stop { get; } = stop;

    public Phase Phase => Course.Phase;

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
        var (begins, ends) = (phase == Phase.Load, Phase == Phase.Load);
        if (begins) _loadEnds = New();
        else if (ends) _loadBegins = New();
        Course.Enter(phase);
        if (begins) _loadBegins.SetResult();
        else if (ends) _loadEnds.SetResult();
        foreach (var wake in _wakes) wake();
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
