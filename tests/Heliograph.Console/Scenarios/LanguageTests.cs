using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class LanguageTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task The_language_changes_everything_at_once_and_stays_chosen()
    {
        await using var visit = await chromium.VisitAsync(broker);
        var page = visit.Page;
        await visit.OpenAsync("/clients");
        await Expect(page).ToHaveTitleAsync("Clients · Heliograph");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");

        await page.GetByLabel("Language / 语言").SelectOptionAsync("中文");
        await IsChineseAsync(page);
        await page.ReloadAsync();
        await IsChineseAsync(page);

        await page.GetByRole(AriaRole.Link, new() { Name = "概览" }).ClickAsync();
        await Expect(page).ToHaveTitleAsync("概览 · Heliograph");
        await page.GetByLabel("Language / 语言").SelectOptionAsync("English");
        await Expect(visit.Heading("Overview")).ToBeVisibleAsync();
    }

    private static async Task IsChineseAsync(IPage page)
    {
        await Expect(page).ToHaveTitleAsync("客户端 · Heliograph");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "zh-CN");
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "页面" }).GetByRole(AriaRole.Link))
            .ToHaveTextAsync(
            [
                "概览", "客户端", "事件", "报文跟踪", "消息", "订阅", "保留消息", "访问控制", "封禁", "API 密钥", "审计", "监听器", "配置",
            ]);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("客户端");
    }
}
