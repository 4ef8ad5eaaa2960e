using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class RetainedTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task A_tree_to_browse_and_a_filter_that_deletes_after_a_preview()
    {
        var site = Names.New("site");
        foreach (var topic in (string[])[$"{site}/hall/1", $"{site}/hall/2", $"{site}/yard", $"{site}-other"])
            await MqttClient.PublishAsync(broker, topic, $"state of {topic}", "-r", "-q", "1");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/retained");

        await visit.Button("Tree").ClickAsync();
        await visit.Button($"What is under {site}").ClickAsync();
        await visit.Button($"What is under {site}/hall").ClickAsync();
        await visit.Button($"Show {site}/hall/2").ClickAsync();
        var shown = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = $"{site}/hall/2" });
        await Expect(shown).ToContainTextAsync($"state of {site}/hall/2");
        await shown.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await visit.Button("List").ClickAsync();
        await visit.Page.GetByLabel("Topic filter").FillAsync($"{site}/#");
        await Expect(visit.Rows("Retained")).ToHaveCountAsync(3);
        await visit.Button("Delete all that match…").ClickAsync();
        var preview = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(preview).ToContainTextAsync("3 retained messages would be deleted.");
        await Expect(preview.GetByRole(AriaRole.Listitem))
            .ToHaveTextAsync([$"{site}/hall/1", $"{site}/hall/2", $"{site}/yard"]);
        Assert.Equal(4, await CountAsync(visit, site));

        await preview.GetByRole(AriaRole.Button, new() { Name = "Delete 3" }).ClickAsync();
        await Expect(visit.Page.GetByText("No retained message matches.")).ToBeVisibleAsync();
        await Expect(preview).ToBeHiddenAsync();
        Assert.Equal(1, await CountAsync(visit, site));
    }

    private static async Task<int> CountAsync(Visit visit, string text) =>
        (await visit.GetAsync($"/api/v1/retained?text={text}")).GetProperty("matched").GetInt32();
}
