using Heliograph.Server.Files;

namespace Heliograph.Server.Tests.Files;

public sealed class FileWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void Poll_finds_a_change_once()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("users");
        File.WriteAllText(path, "one");
        var time = new HandTurnedTime();
        var calls = 0;
        // Notifications only set a timer, which this clock never lets go off before the poll.
        using var watch = new FileWatch([path], () => calls++, time);
        Poll(time);
        Assert.Equal(0, calls);
        File.WriteAllText(path, "one and two");
        Poll(time);
        var afterChange = calls;
        Assert.InRange(afterChange, 1, 2);
        Settle(time);
        var settled = calls;
        Poll(time);
        Poll(time);
        Assert.Equal(settled, calls);
    }

    [Fact]
    public void Poll_finds_a_file_that_goes_and_comes_back()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("acl");
        File.WriteAllText(path, "one");
        var time = new HandTurnedTime();
        var calls = 0;
        using var watch = new FileWatch([path], () => calls++, time);
        File.Delete(path);
        Poll(time);
        Assert.NotEqual(0, calls);
        calls = 0;
        File.WriteAllText(path, "one");
        Poll(time);
        Assert.NotEqual(0, calls);
    }

    [Fact]
    public async Task Change_is_called_out_without_anybody_asking()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("users");
        File.WriteAllText(path, "one");
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new FileWatch([path], () => called.TrySetResult(), TimeProvider.System);
        TextFile.Replace(path, "two", TextFile.OwnerOnly);
        await called.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Nothing_is_called_after_dispose()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("users");
        File.WriteAllText(path, "one");
        var time = new HandTurnedTime();
        var calls = 0;
        var watch = new FileWatch([path], () => calls++, time);
        watch.Dispose();
        File.WriteAllText(path, "changed");
        Poll(time);
        Assert.Equal(0, calls);
    }

    private static void Poll(HandTurnedTime time) => time.Advance(FileWatch.PollInterval);

    private static void Settle(HandTurnedTime time) => time.Advance(FileWatch.Settling);
}
