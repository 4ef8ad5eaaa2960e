using System.Diagnostics;
using System.Globalization;
using Heliograph.Crash.Clients;
using Heliograph.Crash.Running;
using Heliograph.Tests.Common.Checks;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Scenarios;

/// <summary>A broker under load, killed and started again on the same folder, and the judgement of what came of it.</summary>
internal sealed class CrashRun
{
    private readonly CrashPlan _plan;
    private readonly History _history = new();
    private readonly World _world;
    private readonly Cast _cast;
    private readonly Waiting _waiting;
    private readonly Breaks _breaks;
    private readonly Random _random;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private CrashRun(CrashPlan plan, BrokerLives lives, CancellationToken stop)
    {
        _plan = plan;
        _world = new(_history, stop);
        _cast = new(_world, plan.Seed);
        _waiting = new(_history, lives, _cast, stop);
        _breaks = new(plan, _world, _cast, lives, _waiting);
        _random = new(plan.Seed);
    }

    /// <summary>Plays all chapters, or until the first that shows a broken promise.</summary>
    public static async Task<CrashReport> RunAsync(CrashPlan plan, CancellationToken cancel)
    {
        using var instance = await Instance.CreateAsync(plan.Settings());
        using var lives = new BrokerLives(instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var run = new CrashRun(plan, lives, stop.Token);
        Task[] clients = [];
        try
        {
            await run._breaks.StartAsync();
            if (!run._waiting.IsInVain) clients = [.. run._cast.Run()];
            await await Task.WhenAny([run.PlayAsync(), .. clients]); // a client that ends has thrown: a bug of ours
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(clients).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        var history = run._history;
        instance.IsKept = history.IsBroken;
        return new(plan, run._clock.Elapsed, lives.SlowestStart, history.Tally, history.Broken) { Folder = instance.Path };
    }

    private async Task PlayAsync()
    {
        if (!await _waiting.UntilSettledAsync("every client has its session and its subscriptions")) return;
        do await PlayChapterAsync();
        while (!_history.IsBroken && _clock.Elapsed < _plan.Time);
    }

    private async Task PlayChapterAsync()
    {
        _world.Enter(Phase.Load);
        for (var round = 0; round < _plan.RoundsPerChapter && !_history.IsBroken; round++) await PlayRoundAsync();
        if (_waiting.IsInVain) return;
        _world.Enter(Phase.Gather);
        await _waiting.UntilSettledAsync("everybody is back, and what was under way is finished");
        _world.Enter(Phase.Close);
        await _waiting.UntilSettledAsync("the last messages are acknowledged");
        var duties = new Queue<Duty>(_history.Read(Duties.Of));
        await _waiting.UntilAsync(() => AreDone(duties)); // if not, the checker says what is missing
        if (_waiting.IsInVain) return;
        await _breaks.ReadRetainedAsync((await _world.BrokerAsync()).Port);
        _history.Report(Checker.Check(_history));
        if (_history.IsBroken) return;
        var (sent, received) = (_history.Tally.Acknowledged, _history.Tally.Receipts);
        _plan.Tell(string.Create(CultureInfo.InvariantCulture,
            $"chapter {_world.Course.Chapter} is checked: {sent:N0} messages acknowledged, {received:N0} received so far"));
        _world.Course.TurnPage();
    }

    private async Task PlayRoundAsync()
    {
        // Some kills come while clients are still taking up their sessions.
        var count = _random.Next(5) == 0 ? _random.Next(1, 50) : _random.Next(100, 5_000);
        var target = _history.Tally.Acknowledged + count;
        await _waiting.UntilAsync(
            () => _history.Tally.Acknowledged >= target || _history.IsBroken, "messages are acknowledged");
        if (_history.IsBroken) return;
        await Task.Delay(_random.Next(20), _world.Stop); // or every kill would follow an acknowledgement
        if (_plan.OnlyCuts) _breaks.Cut();
        else await _breaks.KillAsync();
    }

    private static bool AreDone(Queue<Duty> duties)
    {
        while (duties.TryPeek(out var duty) && duty.IsDone) duties.Dequeue();
        return duties.Count == 0;
    }
}
