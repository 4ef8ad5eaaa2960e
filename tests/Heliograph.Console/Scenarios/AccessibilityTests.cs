using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>Every page in both themes, judged by axe.</summary>
public sealed class AccessibilityTests(Chromium chromium, ConsoleBroker broker)
{
    private static readonly AxeRunOptions Everything = new() { ResultTypes = [ResultType.Violations] };

    // What a theme changes: the rest is the same page, and judging it again would take most of the time.
    private static readonly AxeRunOptions Colours = new()
    {
        ResultTypes = [ResultType.Violations],
        RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block"),
    };

    [Fact]
    public async Task Axe_finds_nothing_serious()
    {
        using var pages = await EveryPage.FillAsync(broker);
        await using var visit = await chromium.VisitAsync(broker);
        List<string> found = [];
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
        foreach (var (scheme, theme, rules) in new[] { (ColorScheme.Light, "light", Everything), (ColorScheme.Dark, "dark", Colours) })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await Expect(visit.Page.Locator($"html[data-theme={theme}]")).ToHaveCountAsync(1);
            var judged = await visit.Page.RunAxe(rules);
            found.AddRange(judged.Violations
                .Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation => $"{what}, {theme}: {violation.Id} at {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
        }
    }
}
