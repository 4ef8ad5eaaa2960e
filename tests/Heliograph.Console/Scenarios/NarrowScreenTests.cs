using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class NarrowScreenTests(Chromium chromium, ConsoleBroker broker)
{
    private static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    [Fact]
    public async Task The_menu_opens_leads_to_a_page_and_closes()
    {
        await using var visit = await chromium.VisitAsync(broker, Phone);
        await visit.OpenAsync("/");
        await Expect(visit.Navigation).ToBeHiddenAsync();
        var menu = visit.Button("Menu");
        await menu.ClickAsync();
        await Expect(visit.Navigation).ToBeVisibleAsync();
        await Expect(menu).ToHaveAttributeAsync("aria-expanded", "true");
        await menu.ClickAsync();
        await Expect(visit.Navigation).ToBeHiddenAsync();

        await menu.ClickAsync();
        await visit.Navigation.GetByRole(AriaRole.Link, new() { Name = "Retained" }).ClickAsync();
        await Expect(visit.Heading("Retained")).ToBeVisibleAsync();
        await Expect(visit.Navigation).ToBeHiddenAsync();
    }

    [Fact]
    public async Task No_page_scrolls_sideways()
    {
        using var pages = await EveryPage.FillAsync(broker);
        await using var visit = await chromium.VisitAsync(broker, Phone);
        await visit.Page.GotoAsync("/");
        await FitsAsync(visit, "the login");
        await visit.BeginSessionAsync();
        foreach (var path in pages.Paths)
        {
            await EveryPage.OpenAsync(visit, path);
            await FitsAsync(visit, path);
        }
    }

    private static async Task FitsAsync(Visit visit, string what)
    {
        var beyond = await visit.Page.EvaluateAsync<int>(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth");
        Assert.True(beyond <= 0, $"{what} is {beyond} pixels too wide");
    }
}
