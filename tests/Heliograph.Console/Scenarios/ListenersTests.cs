using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>With a broker of its own, whose clients nobody else misses.</summary>
public sealed class ListenersTests(Chromium chromium)
{
    [Fact]
    public async Task A_listener_is_stopped_after_a_question_and_started_again()
    {
        await using var broker = await ConsoleBroker.StartAsync();
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/listeners");
        var row = visit.Rows("Where clients connect").First;
        await Expect(row).ToContainTextAsync("Listening");
        await row.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Stopped");

        await row.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Listening");
        await Expect(visit.Page.GetByText("etc/console.pem")).ToBeVisibleAsync();
    }
}
