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
        // Mosquitto twice, since a script that is not the same twice can judge nobody.
        var heliograph = ScriptRun.RunAsync(BrokerKind.Heliograph, one.Folder, script);
        var judges = await Task.WhenAll(
            ScriptRun.RunAsync(BrokerKind.Mosquitto, one.Folder, script), ScriptRun.RunAsync(BrokerKind.Mosquitto, one.Folder, script));
        Keep(name, judges[0]);
        var told = Comparison.Differences(judges[0], judges[1]);
        Assert.True(told is null, $"Mosquitto does not do the same twice, so that {name} can judge nobody:\n{told}");
        told = Comparison.Differences(Differences.Apply(name, judges[0]), await heliograph);
        Assert.True(told is null, $"With {name} Heliograph (+) does not do what Mosquitto (-) does:\n{told}");
    }

    private static void Keep(string name, IEnumerable<Step> steps)
    {
        if (Environment.GetEnvironmentVariable("HELIOGRAPH_TRANSCRIPTS") is not { Length: > 0 } folder) return;
        File.WriteAllLines(Path.Combine(folder, name + ".txt"), steps.Select(step => $"> {step.Command}\n{step.Outcome}"));
    }
}
