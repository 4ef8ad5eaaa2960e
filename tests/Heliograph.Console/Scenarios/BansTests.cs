using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class BansTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task A_banned_client_is_cut_and_refused_until_the_ban_is_lifted()
    {
        var clientId = Names.New("banned");
        using var client = await MqttClient.SubscribeAsync(broker, clientId, "-i", clientId);
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/bans");
        await visit.Button("Ban…").ClickAsync();
        var form = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Ban a client, user or address" });
        await form.GetByLabel("Client id", new() { Exact = true }).FillAsync(clientId);
        await form.GetByLabel("Reason").FillAsync("floods the plant");
        await form.GetByRole(AriaRole.Button, new() { Name = "Ban" }).ClickAsync();
        await Expect(form).ToBeHiddenAsync();

        var row = visit.Rows("Bans").Filter(new() { HasText = clientId });
        await Expect(row).ToContainTextAsync("floods the plant");
        await visit.Page.GotoAsync($"/events?text={clientId}");
        await Expect(visit.Page.GetByText("floods the plant").First).ToBeVisibleAsync();

        await visit.Page.GotoAsync("/bans");
        await row.GetByRole(AriaRole.Button, new() { Name = "Lift" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Lift" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        await MqttClient.PublishAsync(broker, clientId, "back", "-i", clientId);
    }
}
