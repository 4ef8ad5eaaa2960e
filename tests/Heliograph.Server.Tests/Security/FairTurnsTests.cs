using System.Net;
using Heliograph.Broker.Access;
using Heliograph.Server.Security;

namespace Heliograph.Server.Tests.Security;

public sealed class FairTurnsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hosts_take_turns_and_one_cannot_hold_all_places()
    {
        using var turns = new FairTurns(atOnceMax: 1, waitingMax: 10);
        var first = await turns.TryTakeAsync(Of("10.0.0.1:1"), Stop);
        var flood = Enumerable.Range(0, 20).Select(port => turns.TryTakeAsync(Of($"10.0.0.1:{port}"), Stop).AsTask()).ToArray();
        Assert.Equal(18, flood.Count(turn => turn.IsCompleted)); // refused: most of the places are not theirs
        var other = turns.TryTakeAsync(Of("10.0.0.2:1"), Stop).AsTask();
        first!.Dispose();
        var second = await flood[0];
        second!.Dispose();
        (await other.WaitAsync(TimeSpan.FromSeconds(30), Stop))!.Dispose(); // after one of the flood, and not after all of it
        foreach (var turn in flood) (await turn)?.Dispose();
    }

    [Fact]
    public async Task A_network_of_addresses_is_one_host()
    {
        using var turns = new FairTurns(atOnceMax: 1, waitingMax: 2);
        using var first = await turns.TryTakeAsync(Of("[2001:db8::1]:1"), Stop);
        var second = turns.TryTakeAsync(Of("[2001:db8::2]:1"), Stop).AsTask();
        Assert.Null(await turns.TryTakeAsync(Of("[2001:db8::3]:1"), Stop));
        Assert.False(second.IsCompleted);
        first!.Dispose();
        (await second)!.Dispose();
    }

    [Fact]
    public async Task Who_gives_up_leaves_its_place_and_its_turn_to_others()
    {
        using var turns = new FairTurns(atOnceMax: 1, waitingMax: 2);
        var first = await turns.TryTakeAsync(Of("10.0.0.1:1"), Stop);
        using var patience = new CancellationTokenSource();
        var impatient = turns.TryTakeAsync(Of("10.0.0.1:2"), patience.Token).AsTask();
        await patience.CancelAsync();
        Assert.Null(await impatient);
        var next = turns.TryTakeAsync(Of("10.0.0.1:3"), Stop).AsTask();
        first!.Dispose();
        first.Dispose(); // twice is once
        (await next)!.Dispose();
        using var free = await turns.TryTakeAsync(Of("10.0.0.3:1"), Stop);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task A_network_of_48_bits_works_as_four_hosts_may_however_many_it_has()
    {
        using var turns = new FairTurns(atOnceMax: 100, waitingMax: 100, waitingPerHostMax: 10, atOncePerHostMax: 2);
        var flood = Enumerable.Range(0, 60).Select(i => turns.TryTakeAsync(Of($"[2001:db8:0:{i:x}::1]:1"), Stop).AsTask()).ToArray();
        var answers = await Task.WhenAll(flood.Where(turn => turn.IsCompleted));
        IDisposable[] working = [.. answers.OfType<IDisposable>()];
        Assert.Equal((8, 40, 12), (working.Length, turns.Waiting, answers.Length - working.Length));
        using var other = await turns.TryTakeAsync(Of("[2001:db8:1::1]:1"), Stop);
        using var four = await turns.TryTakeAsync(Of("10.0.0.1:1"), Stop);
        Assert.True(other is not null && four is not null);
        working[0].Dispose();
        (await flood[8])!.Dispose();
        foreach (var turn in flood) (await turn)?.Dispose();
        Assert.Equal(0, turns.Waiting);
    }

    [Fact]
    public async Task Its_hosts_take_one_turn_together_while_others_wait()
    {
        using var turns = new FairTurns(atOnceMax: 1, waitingMax: 100, waitingPerHostMax: 10);
        var first = await turns.TryTakeAsync(Of("10.0.0.1:1"), Stop);
        var flood = Enumerable.Range(0, 20).Select(i => turns.TryTakeAsync(Of($"[2001:db8:0:{i:x}::1]:1"), Stop).AsTask()).ToArray();
        Task<IDisposable?>[] others = [.. new[] { "10.0.0.2:1", "[2001:db8:1::1]:1" }.Select(host => turns.TryTakeAsync(Of(host), Stop).AsTask())];
        first!.Dispose();
        (await flood[0])!.Dispose();
        foreach (var other in others) (await other)!.Dispose();
        foreach (var turn in flood.Skip(1)) (await turn)!.Dispose();
    }

    [Fact]
    public async Task However_many_hosts_wait_the_next_one_finds_a_place()
    {
        using var turns = new FairTurns(atOnceMax: 1, waitingMax: 100);
        using var first = await turns.TryTakeAsync(Of("10.0.0.1:1"), Stop);
        for (var host = 1; host <= 9; host++)
            for (var port = 0; port < 100; port++) _ = turns.TryTakeAsync(Of($"10.0.0.{host}:{port}"), Stop).AsTask();
        Assert.InRange(turns.Waiting, 80, 90);
        Assert.True(turns.IsFull(IPAddress.Parse("10.0.0.1")));
        Assert.False(turns.IsFull(IPAddress.Parse("10.0.0.10")));
        Assert.False(turns.TryTakeAsync(Of("10.0.0.10:1"), Stop).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Turns_that_hosts_do_not_end_leave_some_for_the_next_one()
    {
        using var turns = new FairTurns(atOnceMax: 20, waitingMax: 100, atOncePerHostMax: null);
        var held = new List<IDisposable>();
        for (var host = 1; host <= 3; host++)
            for (var port = 0; port < 10; port++)
                if (turns.TryTakeAsync(Of($"10.0.0.{host}:{port}"), Stop).AsTask() is { IsCompleted: true } turn) held.Add((await turn)!);
        Assert.InRange(held.Count, 8, 12); // four of the first, then three, then two
        using var next = await turns.TryTakeAsync(Of("10.0.0.4:1"), Stop);
        Assert.NotNull(next);
        foreach (var turn in held) turn.Dispose();
    }

    private static Peer Of(string address) => new(address);
}
