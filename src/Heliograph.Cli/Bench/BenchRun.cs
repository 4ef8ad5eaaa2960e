using System.Collections.Concurrent;
using System.Diagnostics;
using Heliograph.Server;

namespace Heliograph.Cli.Bench;

/// <summary>Runs one benchmark: connects the clients, lets them work, and tells once a second how far it is.</summary>
internal sealed class BenchRun(BenchPlan plan, Action<BenchProgress> tell)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly BenchCounts _counts = new();
    private readonly MessageBudget _budget = new(plan.Kind == BenchKind.Publish ? plan.Count : 0);
    private readonly ConcurrentBag<(BenchClient Client, BenchConnection Connection)> _clients = [];
    private readonly TaskCompletionSource _begin = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _running = [];
    private volatile Task? _failed; // the first client that could not be opened
    private long _endedAt; // 0 until the end is asked for

    /// <summary>What was done.</summary>
    /// <param name="stop">Ends it before its time; what was done until then counts.</param>
    /// <exception cref="OperatorException">A client could not connect or subscribe; says why.</exception>
    public async Task<BenchReport> RunAsync(CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var began = Stopwatch.GetTimestamp();
        using var noting = end.Token.UnsafeRegister(static run => Volatile.Write(ref ((BenchRun)run!)._endedAt, Stopwatch.GetTimestamp()), this);
        var telling = TellAsync(began, end);
        try
        {
            await ConnectAllAsync(end);
            var toConnect = Stopwatch.GetElapsedTime(began);
            var workBegan = Stopwatch.GetTimestamp();
            _begin.SetResult();
            if (plan.Duration > TimeSpan.Zero) end.CancelAfter(plan.Duration);
            await Task.WhenAll(_running);
            return BenchReport.Of(plan, _counts, toConnect, Stopwatch.GetElapsedTime(workBegan, WorkEndedAt(end.IsCancellationRequested)));
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Before all were connected; what was received meanwhile was received in that time.
            var all = Stopwatch.GetElapsedTime(began);
            return BenchReport.Of(plan, _counts, all, all);
        }
        finally
        {
            await end.CancelAsync();
            await telling;
            foreach (var (_, connection) in _clients) await connection.DisposeAsync();
        }
    }

    // Waiting for last acknowledgements that do not come is no work.
    private long WorkEndedAt(bool wasEnded)
    {
        var (last, end) = (_counts.LastPublishAt, Volatile.Read(ref _endedAt));
        if (end == 0) end = Stopwatch.GetTimestamp();
        return wasEnded ? Math.Max(end, last) : plan.Kind == BenchKind.Publish && last > 0 ? last : end;
    }

    private async Task ConnectAllAsync(CancellationTokenSource end)
    {
        // Without a bound on the rate there is one on how many are opened at once.
        using var turns = new SemaphoreSlim(100, 100);
        var began = Stopwatch.GetTimestamp();
        var opening = new List<Task<Task>>(plan.Clients);
        try
        {
            for (var number = 1; number <= plan.Clients; number++)
            {
                if (plan.ConnectRate > 0)
                {
                    var wait = TimeSpan.FromSeconds((number - 1) / (double)plan.ConnectRate) - Stopwatch.GetElapsedTime(began);
                    if (wait > TimeSpan.Zero) await Task.Delay(wait, end.Token);
                }

                await turns.WaitAsync(end.Token);
                opening.Add(OpenAsync(number, turns, end.Token));
                if (_failed is { } failed) await failed;
            }

            _running.AddRange(await Task.WhenAll(opening));
        }
        catch
        {
            // All of them end before their turns and connections do.
            await end.CancelAsync();
            await Task.WhenAll(opening.Select(one => one.Unwrap())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    // The task within is the client's work.
    private async Task<Task> OpenAsync(int number, SemaphoreSlim turns, CancellationToken end)
    {
        try
        {
            var connection = await BenchConnection.OpenAsync(plan, number, end);
            _counts.OnConnected(connection.TimeToConnect);
            var client = new BenchClient(plan, number, connection, _counts, _budget);
            _clients.Add((client, connection));
            var work = client.RunAsync(_begin.Task, end);
            if (plan.Kind == BenchKind.Subscribe) await client.SubscribeAsync(end);
            return work;
        }
        catch (Exception failure)
        {
            _failed ??= Task.FromException(failure);
            throw;
        }
        finally
        {
            turns.Release();
        }
    }

    // Ends the run, too, when as many have been received as were asked for, or nobody is left.
    private async Task TellAsync(long began, CancellationTokenSource end)
    {
        using var timer = new PeriodicTimer(Second);
        var nextPing = plan.KeepAliveSeconds / 2;
        var before = new BenchProgress();
        try
        {
            while (await timer.WaitForNextTickAsync(end.Token))
            {
                before = BenchProgress.After(before, _counts, Stopwatch.GetElapsedTime(began), plan.Clients);
                tell(before);
                if (plan is { Kind: BenchKind.Subscribe, Count: > 0 } && _counts.Received >= plan.Count) await end.CancelAsync();
                if (plan.KeepAliveSeconds == 0 || --nextPing > 0) continue;
                nextPing = plan.KeepAliveSeconds / 2;
                await Task.WhenAll(_clients.Select(one => one.Client.PingAsync(end.Token)));
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
