using Heliograph.DropIn.Running;
using Heliograph.DropIn.Scripts;

namespace Heliograph.DropIn.Judging;

/// <summary>Mosquitto is the judge: what a script's clients see there is what they must see here.</summary>
public sealed class JudgeTests
{
    public static TheoryData<string> Cases { get; } = [.. Case.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task Clients_see_what_they_see_with_mosquitto(string name)
    {
        var one = new Case(name);
        var script = one.Script();
        var runs = await Task.WhenAll(
            ScriptRun.RunAsync(BrokerKind.Mosquitto, one.Folder, script), ScriptRun.RunAsync(BrokerKind.Mosquitto, one.Folder, script));
        Keep(name, runs[0]);
        var told = Comparison.Differences(runs[0], runs[1]);
        Assert.True(told is null, $"Mosquitto does not do the same twice, so that {name} can judge nobody:\n{told}");
    }

    private static void Keep(string name, IEnumerable<Step> steps)
    {
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_TRANSCRIPTS") is not { Length: > 0 } folder) return;
        File.WriteAllLines(Path.Combine(folder, name + ".txt"), steps.Select(step => $"> {step.Command}\n{step.Outcome}"));
    }
}
