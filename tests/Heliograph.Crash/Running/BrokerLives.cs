using System.Diagnostics;

namespace Heliograph.Crash.Running;

/// <summary>One instance, run by one process after another.</summary>
internal sealed class BrokerLives(Instance instance) : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private ProgramProcess? _process;

    /// <summary>From 1.</summary>
    public int Life { get; private set; }

    public TimeSpan LastStart { get; private set; }
    public TimeSpan SlowestStart { get; private set; }

    /// <summary>It ended, and not by our hand.</summary>
    public bool HasDied => _process is { IsKilled: false, Ended.IsCompleted: true };

    /// <summary>The last lines that it printed.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Starts a process, and waits until it serves clients.</summary>
    /// <returns>The port; null when it does not come to that, and <see cref="Output"/> says more.</returns>
    public async Task<int?> StartAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var process = Launch();
        if (await process.ListeningAsync(StartLimit) is not { } port) return null;
        LastStart = Stopwatch.GetElapsedTime(began);
        if (LastStart > SlowestStart) SlowestStart = LastStart;
        return port;
    }

    /// <summary>Starts a process that is killed before or while it recovers, or a little later.</summary>
    public async Task StartAndKillAsync(TimeSpan after)
    {
        var process = Launch();
        await Task.WhenAny(Task.Delay(after), process.Ended);
        if (!HasDied) await process.KillAsync();
    }

    public Task KillAsync() => _process!.KillAsync();

    public void Dispose() => _process?.Dispose();

    private ProgramProcess Launch()
    {
        _process?.Dispose();
        Life++;
        return _process = instance.Start();
    }
}
