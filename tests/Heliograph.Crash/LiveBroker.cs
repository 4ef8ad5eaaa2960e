using Heliograph.Crash.Scenarios;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // each of these runs has two cores' worth of work

namespace Heliograph.Crash;

/// <summary>Runs a plan as a test; the output tells the seed and what happened.</summary>
internal static class LiveBroker
{
    public static async Task KeepsItsPromisesAsync(CrashPlan plan)
    {
        var output = TestContext.Current.TestOutputHelper!;
        var report = await CrashRun.RunAsync(plan with { Tell = output.WriteLine }, TestContext.Current.CancellationToken);
        output.WriteLine(report.Text);
        Assert.True(report.IsGood, report.Text);
    }
}
