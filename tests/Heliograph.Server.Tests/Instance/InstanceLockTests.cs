using Heliograph.Server.Instance;

namespace Heliograph.Server.Tests.Instance;

public sealed class InstanceLockTests
{
    [Fact]
    public void A_second_start_on_one_folder_is_refused_and_names_the_first()
    {
        using var folder = new TemporaryFolder();
        var layout = NewInstance.In(folder);
        using (InstanceLock.Take(layout))
        {
            var refusal = Assert.Throws<OperatorException>(() => InstanceLock.Take(layout));
            Assert.Contains($"process {Environment.ProcessId} uses it", refusal.Problem, StringComparison.Ordinal);
            Assert.Contains(layout.Root, refusal.Problem, StringComparison.Ordinal);
        }

        InstanceLock.Take(layout).Dispose(); // free again
        Assert.False(File.Exists(Path.Combine(layout.Data, "heliograph.pid")));
    }

    [Fact]
    public void What_a_killed_process_left_behind_is_no_lock()
    {
        using var folder = new TemporaryFolder();
        var layout = NewInstance.In(folder);
        Directory.CreateDirectory(layout.Data);
        File.WriteAllText(Path.Combine(layout.Data, "heliograph.lock"), "");
        File.WriteAllText(Path.Combine(layout.Data, "heliograph.pid"), "1");
        InstanceLock.Take(layout).Dispose();
    }
}
