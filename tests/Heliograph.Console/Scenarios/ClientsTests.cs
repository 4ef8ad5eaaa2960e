using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>The tutorial's two clients, seen from the console of a broker that has no others.</summary>
public sealed class ClientsTests(Chromium chromium)
{
    [Fact]
    public async Task The_tutorials_clients_appear_by_themselves_and_one_is_disconnected()
    {
        await using var broker = await ConsoleBroker.StartAsync();
        await using var visit = await chromium.VisitAsync(broker);
        await visit.Page.GotoAsync("/");
        await visit.LogInByFormAsync();
        await Expect(visit.Heading("Overview")).ToBeVisibleAsync();
        await GoToAsync(visit, "Clients");
        await Expect(visit.Page.GetByText("No client matches.")).ToBeVisibleAsync();

        using var subscriber = MqttClient.Example("subscribe.py", "127.0.0.1", $"{broker.Port}");
        await subscriber.ReadUntilAsync("Waiting for messages on lettuce");
        var row = visit.Rows("Clients");
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row).ToContainTextAsync("Connected");

        // It comes and goes within milliseconds: what it sent, and when it came, is what stays of it.
        using var publisher = MqttClient.Example("publish.py", "Crisp and green", "127.0.0.1", $"{broker.Port}");
        await publisher.EndedAsync();
        Assert.Equal("lettuce Crisp and green", await subscriber.ReadUntilAsync("lettuce"));
        await Expect(row.GetByRole(AriaRole.Cell).Last).ToHaveTextAsync("1");
        await GoToAsync(visit, "Events");
        await visit.Page.GetByLabel("Kind").SelectOptionAsync("Connected");
        await Expect(visit.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);

        await GoToAsync(visit, "Clients");
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Subscriptions (1)" })).ToBeVisibleAsync();
        await Expect(visit.Rows("Subscriptions")).ToContainTextAsync("lettuce");

        await visit.Button("Disconnect").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Disconnect this client?" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(visit.Page.GetByText("There is no session of this client.")).ToBeVisibleAsync();

        await GoToAsync(visit, "Events");
        await visit.Page.GetByLabel("Search").FillAsync("at the console");
        await Expect(visit.Page.GetByText("admin disconnected it at the console")).ToBeVisibleAsync();
    }

    private static async Task GoToAsync(Visit visit, string title)
    {
        await visit.Navigation.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await Expect(visit.Heading(title)).ToBeVisibleAsync();
    }
}
