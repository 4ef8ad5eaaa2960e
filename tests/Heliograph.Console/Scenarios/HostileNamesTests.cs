using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>
/// What clients chose is text on every page, whatever it would be as markup: with a broker of its own, so that a page which
/// takes it as markup fails here and nowhere else.
/// </summary>
public sealed class HostileNamesTests(Chromium chromium)
{
    private const string Markup = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task A_hostile_id_topic_and_payload_are_shown_as_text()
    {
        const string id = $"{Markup} client", publisher = $"{Markup} publisher", topic = $"{Markup} topic/{Markup}";
        await using var broker = await ConsoleBroker.StartAsync();
        using var subscriber = await MqttClient.SubscribeAsync(
            broker, topic, "-i", id, "--will-topic", topic, "--will-payload", Markup);
        await MqttClient.PublishAsync(broker, topic, Markup, "-i", publisher, "-r");
        await subscriber.NextMessageAsync();
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/");

        await SeesTextAsync(visit, "/clients", id);
        await SeesTextAsync(visit, $"/client?id={Uri.EscapeDataString(id)}", topic);
        await SeesTextAsync(visit, "/subscriptions", topic);
        await SeesTextAsync(visit, "/retained", publisher);
        await SeesTextAsync(visit, "/events", publisher);

        await visit.Page.GotoAsync($"/publish?topic={Uri.EscapeDataString(topic)}");
        await Expect(visit.Page.GetByLabel("Topic")).ToHaveValueAsync(topic);

        await visit.Page.GotoAsync("/retained?view=tree");
        await visit.Button($"What is under {Markup} topic").ClickAsync();
        await visit.Button($"Show {topic}").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByRole(AriaRole.Heading)).ToHaveTextAsync(topic);
        await Expect(dialog.GetByLabel("Payload")).ToHaveTextAsync(Markup);
        await HasNoMarkupAsync(visit);
    }

    private static async Task SeesTextAsync(Visit visit, string path, string text)
    {
        await visit.Page.GotoAsync(path);
        await Expect(visit.Page.GetByText(text).First).ToBeVisibleAsync();
        await HasNoMarkupAsync(visit);
    }

    private static async Task HasNoMarkupAsync(Visit visit)
    {
        await Expect(visit.Page.Locator("img[src='x'], [onerror]")).ToHaveCountAsync(0);
    }
}
