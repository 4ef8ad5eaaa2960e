using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class PublishTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task What_is_published_reaches_a_subscriber_once_and_unchanged()
    {
        var topic = Names.New("site");
        const string payload = "温度 21.5°C <script>alert(1)</script> & \"quotes\"";
        using var subscriber = await MqttClient.SubscribeAsync(broker, $"{topic}/#", "-q", "1");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/publish");

        await visit.Page.GetByLabel("Topic").FillAsync($"{topic}/lamp");
        await visit.Page.GetByRole(AriaRole.Textbox, new() { Name = "Payload" }).FillAsync(payload);
        await visit.Button("QoS 1").ClickAsync();
        await Expect(visit.Button("QoS 1")).ToHaveAttributeAsync("aria-pressed", "true");
        await visit.Button("Publish").ClickAsync();
        await Expect(visit.Page.GetByText("Published. At least one client gets it.")).ToBeVisibleAsync();

        await MqttClient.PublishAsync(broker, $"{topic}/end", "of it", "-q", "1");
        Assert.Equal($"{topic}/lamp {payload}", await subscriber.NextMessageAsync());
        Assert.Equal($"{topic}/end of it", await subscriber.NextMessageAsync());
    }

    [Fact]
    public async Task A_topic_with_a_wildcard_is_refused_before_it_is_sent()
    {
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/publish");
        await visit.Page.GetByLabel("Topic").FillAsync("site/+/lamp");
        await visit.Button("Publish").ClickAsync();
        await Expect(visit.Page.GetByText("+ and # are for subscriptions; a message has one topic.")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByLabel("Topic")).ToHaveAttributeAsync("aria-invalid", "true");
    }
}
