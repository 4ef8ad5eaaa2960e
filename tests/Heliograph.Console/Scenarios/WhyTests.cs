using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class WhyTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task What_keeps_a_message_from_a_client_is_said_with_what_to_do_and_follows_what_is_done()
    {
        var name = Names.New("expecting");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/why");
        await visit.Page.GetByLabel("Topic", new() { Exact = true }).FillAsync($"{name}/state");
        await visit.Page.GetByLabel("Client id of the receiver").FillAsync(name);
        await visit.Button("Find out").ClickAsync();
        var answer = visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Answer" }).Locator("..");
        await Expect(answer).ToContainTextAsync($"There is no client '{name}'");
        await Expect(answer).ToContainTextAsync("Check the client id");

        using var client = await MqttClient.SubscribeAsync(broker, $"{name.ToUpperInvariant()}/#", "-i", name);
        await visit.Button("Find out").ClickAsync();
        await Expect(answer).ToContainTextAsync("upper and lower case differ");
        await Expect(answer.GetByText("Decisive")).ToBeVisibleAsync();
        await Expect(answer).ToContainTextAsync("Subscribe to a filter that matches");

        // The question is in the address, for whoever gets it.
        await visit.Page.ReloadAsync();
        await Expect(answer).ToContainTextAsync("upper and lower case differ");
        await Expect(visit.Page.GetByLabel("Client id of the receiver")).ToHaveValueAsync(name);
    }

    [Fact]
    public async Task A_page_of_a_client_that_names_none_shows_nobodys_events()
    {
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/client");
        await Expect(visit.Page.GetByText("The address names no client.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Events" })).ToHaveCountAsync(0);
    }
}
