using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>The file of a broker of its own, so that no other test sees it changed.</summary>
public sealed class ConfigurationTests(Chromium chromium)
{
    private const string Default = "# receive_maximum = 1000";

    [Fact]
    public async Task A_mistake_is_shown_in_its_line_and_a_change_is_compared_applied_and_undone()
    {
        await using var broker = await ConsoleBroker.StartAsync();
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/configuration?view=file");
        var editor = visit.Page.GetByRole(AriaRole.Textbox);
        var text = await editor.InputValueAsync();
        Assert.Contains(Default, text, StringComparison.Ordinal);

        await editor.FillAsync(text.Replace(Default, "receive_maximum = \"many\"", StringComparison.Ordinal));
        await Expect(visit.Page.GetByText("1 mistake").First).ToBeVisibleAsync();
        await Expect(editor).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(visit.Button("Review and apply…")).ToBeDisabledAsync();

        await editor.FillAsync(text.Replace(Default, "receive_maximum = 77", StringComparison.Ordinal));
        await Expect(visit.Page.GetByText("No mistakes")).ToBeVisibleAsync();
        await visit.Button("Review and apply…").ClickAsync();
        var review = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "What changes" });
        await Expect(review.GetByRole(AriaRole.List)).ToContainTextAsync("limits.receive_maximum");
        await Expect(review.GetByRole(AriaRole.Region)).ToContainTextAsync("receive_maximum = 77");
        await review.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(visit.Page.GetByText("Applied.")).ToBeVisibleAsync();

        await visit.Page.GotoAsync("/configuration?text=limits.receive_maximum");
        await Expect(visit.Rows("Settings").First).ToContainTextAsync("77");
        await Expect(visit.Rows("Settings").First).ToContainTextAsync("the file, line");

        await visit.Button("File").ClickAsync();
        await visit.Button("Undo").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(editor).ToHaveValueAsync(text);
    }
}
