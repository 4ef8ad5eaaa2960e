using System.Diagnostics;
using Heliograph.Crash.Running;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Scenarios;

/// <summary>Waits for what must come, as long as something goes on, however slowly.</summary>
internal sealed class Waiting(History history, BrokerLives lives, Cast cast, CancellationToken stop)
{
    private static readonly TimeSpan StandstillMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BrokenMax = TimeSpan.FromSeconds(3); // a run that has failed has shown what it had to
    private static readonly TimeSpan BrokenAllMax = TimeSpan.FromSeconds(60);

    /// <summary>The broker ended by itself, or does not start: there is nothing more to see.</summary>
    public bool IsInVain => history.Broken.Any(promise => promise.Law == Laws.Alive);

    /// <summary>The longest wait for something of which nothing else tells that it goes on.</summary>
    public TimeSpan Limit => history.IsBroken ? BrokenMax : StandstillMax;

    /// <returns>False when nothing went on any more.</returns>
    public async Task<bool> UntilAsync(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        var (changed, order) = (began, history.Order);
        while (!condition())
        {
            CheckBroker();
            if (history.Order != order) (changed, order) = (Stopwatch.GetTimestamp(), history.Order);
            var isTooLong = history.IsBroken && Stopwatch.GetElapsedTime(began) > BrokenAllMax;
            if (IsInVain || isTooLong || Stopwatch.GetElapsedTime(changed) > Limit) return false;
            await Task.Delay(2, stop);
        }

        return true;
    }

    /// <summary>The same, and a standstill is a broken promise.</summary>
    public async Task<bool> UntilAsync(Func<bool> condition, string what)
    {
        if (await UntilAsync(condition)) return true;
        if (history.IsBroken) return false;
        var unsettled = string.Join(", ", cast.Unsettled());
        history.Report(Laws.Progress,
            $"waited until {what}; then for {StandstillMax.TotalSeconds:0} s nothing went on. Not settled: {unsettled}");
        return false;
    }

    /// <summary>Waits until everybody is there and has nothing under way.</summary>
    public Task<bool> UntilSettledAsync(string what) => UntilAsync(() => !cast.Unsettled().Any(), what);

    /// <summary>Reports a broker that was not killed and yet is gone.</summary>
    public void CheckBroker()
    {
        if (lives.HasDied && !IsInVain)
            history.Report(Laws.Alive, $"it ended by itself in life {lives.Life}:\n{lives.Output}");
    }
}
