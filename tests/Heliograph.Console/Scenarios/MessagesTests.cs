using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>The client within the browser, and Mosquitto's on the other side.</summary>
public sealed class MessagesTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task What_others_publish_is_shown_and_what_is_published_here_reaches_others()
    {
        var topic = Names.New("site");
        using var subscriber = await MqttClient.SubscribeAsync(broker, $"{topic}/out", "-q", "1", "-V", "5", "-F", "message %t %p %C");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/messages");
        await Expect(visit.Page.GetByText("Connected", new() { Exact = true })).ToBeVisibleAsync();

        await visit.Page.GetByLabel("Topic filter").FillAsync($"{topic}/#");
        await visit.Button("Subscribe").ClickAsync();
        await Expect(visit.Button($"Unsubscribe from {topic}/#")).ToBeVisibleAsync();
        await MqttClient.PublishAsync(broker, $"{topic}/in", """{"celsius": 21.5}""", "-q", "1");
        var rows = visit.Rows("Received messages");
        await Expect(rows).ToHaveCountAsync(1);
        await rows.GetByRole(AriaRole.Button, new() { Name = $"{topic}/in" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Payload")).ToHaveTextAsync("{\n  \"celsius\": 21.5\n}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await visit.Page.GetByLabel("Topic", new() { Exact = true }).FillAsync($"{topic}/out");
        await visit.Page.GetByLabel("Payload", new() { Exact = true }).FillAsync("温度 on");
        await visit.Page.GetByText("Properties of MQTT 5.0").ClickAsync();
        await visit.Page.GetByLabel("Content type").FillAsync("text/plain");
        await visit.Button("Publish").ClickAsync();
        await Expect(visit.Page.GetByText("Published.")).ToBeVisibleAsync();
        Assert.Equal($"{topic}/out 温度 on text/plain", await subscriber.NextMessageAsync());
        await Expect(rows).ToHaveCountAsync(2);

        // Held, the list stays as it is; on it goes with what came meanwhile.
        await visit.Button("Paused").ClickAsync();
        await MqttClient.PublishAsync(broker, $"{topic}/in", "later", "-q", "1");
        await Expect(visit.Page.GetByText("1 more since the pause")).ToBeVisibleAsync();
        await Expect(rows).ToHaveCountAsync(2);
        await visit.Button("Live").ClickAsync();
        await Expect(rows).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task It_is_a_client_like_others_and_ends_with_the_login()
    {
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/messages");
        var id = await visit.Page.GetByText("console-").TextContentAsync();
        Assert.Equal(1, (await visit.GetAsync($"/api/v1/clients?text={id}")).GetProperty("matched").GetInt32());

        await visit.EndSessionAsync();
        await Expect(visit.Button("Log in")).ToBeVisibleAsync();
        await using var other = await chromium.VisitAsync(broker);
        await other.OpenAsync($"/client?id={id}");
        await Expect(other.Page.GetByText("There is no session of this client.")).ToBeVisibleAsync();
    }
}
