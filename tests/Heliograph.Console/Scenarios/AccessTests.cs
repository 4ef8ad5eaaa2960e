using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class AccessTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task A_rule_is_added_and_removed_and_the_denial_is_explained_by_the_rules_and_by_the_event()
    {
        var topic = Names.New("rules") + "/valve";
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/access");
        var add = Panel(visit, "Add a rule");
        await add.GetByLabel("User", new() { Exact = true }).FillAsync(ConsoleBroker.Stranger);
        await add.GetByLabel("Topic filter").FillAsync(topic);
        await add.GetByRole(AriaRole.Button, new() { Name = "Add the rule" }).ClickAsync();
        await Expect(add.GetByRole(AriaRole.Status)).ToContainTextAsync("The rule is in force.");

        var test = Panel(visit, "Test a rule");
        await test.GetByLabel("User", new() { Exact = true }).FillAsync(ConsoleBroker.Stranger);
        await test.GetByLabel("Topic", new() { Exact = true }).FillAsync(topic);
        await visit.Button("Test").ClickAsync();
        await Expect(test.GetByText("Allowed", new() { Exact = true })).ToBeVisibleAsync();

        var row = visit.Rows("Rules one by one").Filter(new() { HasText = topic });
        await row.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await visit.Button("Test").ClickAsync();
        await Expect(test.GetByText("Denied", new() { Exact = true })).ToBeVisibleAsync();

        await MqttClient.PublishAsync(broker, topic, "open", "-u", ConsoleBroker.Stranger);
        await visit.Page.GotoAsync($"/events?text={topic}");
        await Expect(visit.Page.GetByText($"no rule of etc/acl allows user {ConsoleBroker.Stranger} to write {topic}").First).ToBeVisibleAsync();
    }

    private static ILocator Panel(Visit visit, string title) => visit.Page.Locator("section.panel").Filter(
        new() { Has = visit.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true }) });
}
