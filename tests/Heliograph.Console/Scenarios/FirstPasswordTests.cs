using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class FirstPasswordTests(Chromium chromium)
{
    [Fact]
    public async Task The_first_password_is_told_once_until_it_is_changed()
    {
        await using var broker = await ConsoleBroker.StartAsync();
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/");
        var told = visit.Page.GetByText("heliograph passwd");
        await Expect(visit.Page.GetByText("Up for")).ToBeVisibleAsync();
        await Expect(told).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Alarms" })).ToHaveCountAsync(0);

        await broker.ChangePasswordAsync(ConsoleBroker.Admin, "crisp and green");
        await Expect(told).ToHaveCountAsync(0);
    }
}
