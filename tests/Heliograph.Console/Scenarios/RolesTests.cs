using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class RolesTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task A_viewer_sees_everything_and_is_offered_nothing_that_changes_it()
    {
        var name = Names.New("seen");
        using var subscriber = await MqttClient.SubscribeAsync(broker, $"{name}/#", "-i", name);
        await MqttClient.PublishAsync(broker, $"{name}/state", "on", "-r");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.Page.GotoAsync($"/client?id={name}");
        await visit.LogInByFormAsync(ConsoleBroker.Viewer);
        await Expect(visit.Heading(name)).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("Viewer", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Rows("Subscriptions")).ToContainTextAsync($"{name}/#");
        await Expect(visit.Button("Disconnect")).ToHaveCountAsync(0);
        await Expect(visit.Button("Delete session")).ToHaveCountAsync(0);

        await visit.Page.GotoAsync($"/retained?matching={name}/%23");
        await visit.Rows("Retained").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("on");
        await Expect(visit.Button("Delete")).ToHaveCountAsync(0);
        await Expect(visit.Button("Delete all that match…")).ToHaveCountAsync(0);

        await Expect(visit.Navigation.GetByRole(AriaRole.Link))
            .ToHaveTextAsync(["Overview", "Clients", "Events", "Messages", "Subscriptions", "Retained", "Listeners"]);
        await visit.Page.GotoAsync("/keys");
        await Expect(visit.Page.GetByText("This page needs the role: Administrator.")).ToBeVisibleAsync();

        await visit.Page.GotoAsync("/publish");
        await Expect(visit.Page.GetByText("Publishing needs the role of an operator.")).ToBeVisibleAsync();
        await Expect(visit.Button("Publish")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_user_without_a_role_is_told_what_is_missing()
    {
        await using var visit = await chromium.VisitAsync(broker);
        await visit.Page.GotoAsync("/");
        await visit.LogInByFormAsync(ConsoleBroker.Stranger);
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("this user has no role on the console");
    }
}
