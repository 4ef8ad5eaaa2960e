using Deque.AxeCore.Commons;
using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>Every page in both themes, judged by axe.</summary>
public sealed class AccessibilityTests(Chromium chromium, ConsoleBroker broker)
{
    // A line for each violation and element.
    private const string Judge =
        """
        async () => (await axe.run({ resultTypes: ['violations'] })).violations
          .filter(violation => violation.impact === 'serious' || violation.impact === 'critical')
          .flatMap(violation => violation.nodes.map(node => `${violation.id} at ${node.html}: ${node.failureSummary}`))
        """;

    [Fact]
    public async Task Axe_finds_nothing_serious()
    {
        using var pages = await EveryPage.FillAsync(broker);
        await using var visit = await chromium.VisitAsync(broker);
        List<string> found = [];
        // Each page finds axe there already: to bring it in for each look takes ten times as long as to look.
        await visit.Context.AddInitScriptAsync(new BundledAxeScriptProvider().GetScript());
        await visit.Page.GotoAsync("/");
        await Expect(visit.Button("Log in")).ToBeVisibleAsync();
        await JudgeAsync(visit, "the login", found);
        await visit.BeginSessionAsync();
        foreach (var path in pages.Paths)
        {
            await EveryPage.OpenAsync(visit, path);
            await JudgeAsync(visit, path, found);
        }

        await EveryPage.OpenAsync(visit, pages.OfRetained);
        await visit.Rows("Retained").GetByRole(AriaRole.Button).First.ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(visit.Page.GetByText("Delete this retained message?")).ToBeVisibleAsync();
        await JudgeAsync(visit, "a dialog in a dialog", found);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task JudgeAsync(Visit visit, string what, List<string> found)
    {
        foreach (var (scheme, theme) in new[] { (ColorScheme.Light, "light"), (ColorScheme.Dark, "dark") })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await Expect(visit.Page.Locator($"html[data-theme={theme}]")).ToHaveCountAsync(1);
            var violations = await visit.Page.EvaluateAsync<string[]>(Judge);
            found.AddRange(violations.Select(violation => $"{what}, {theme}: {violation}"));
        }
    }
}
