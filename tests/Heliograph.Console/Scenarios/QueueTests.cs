using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class QueueTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task The_queue_of_a_client_that_is_away_is_shown_in_order()
    {
        const int messages = 21, pageSize = 20;
        var name = Names.New("away");
        await MqttClient.LeaveSessionAsync(broker, name, $"{name}/#");
        foreach (var number in Enumerable.Range(1, messages))
            await MqttClient.PublishAsync(broker, $"{name}/{number}", $"message {number}", "-q", "1");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync($"/client?id={name}");
        await Expect(visit.Page.GetByText("Away", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = $"Queue ({messages})" })).ToBeVisibleAsync();

        await visit.Button("Look inside the queue").ClickAsync();
        var topics = visit.Rows("Look inside the queue").GetByRole(AriaRole.Button);
        await Expect(topics).ToHaveTextAsync(Enumerable.Range(1, pageSize).Select(number => $"{name}/{number}"));
        await topics.Nth(2).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = $"{name}/3" });
        await Expect(dialog).ToContainTextAsync("message 3");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await visit.Button("Next").ClickAsync();
        await Expect(topics).ToHaveTextAsync([$"{name}/{messages}"]);
    }

    [Fact]
    public async Task A_queue_that_is_open_follows_when_it_is_drained_and_filled()
    {
        var name = Names.New("back");
        await MqttClient.LeaveSessionAsync(broker, name, $"{name}/#");
        await MqttClient.PublishAsync(broker, $"{name}/before", "first", "-q", "1");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync($"/client?id={name}");
        await visit.Button("Look inside the queue").ClickAsync();
        var topics = visit.Rows("Look inside the queue").GetByRole(AriaRole.Button);
        await Expect(topics).ToHaveTextAsync([$"{name}/before"]);

        await MqttClient.TakeAsync(broker, name, $"{name}/#", messages: 1);
        await Expect(visit.Page.GetByText("Nothing is queued.")).ToBeVisibleAsync();
        await MqttClient.PublishAsync(broker, $"{name}/after", "second", "-q", "1");
        await Expect(topics).ToHaveTextAsync([$"{name}/after"]);
    }
}
