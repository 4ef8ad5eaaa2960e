using System.Text.RegularExpressions;
using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

/// <summary>Wrong passwords, which count for the address: with a broker of its own, so that nobody else is locked out.</summary>
public sealed partial class LoginTests(Chromium chromium)
{
    [Fact]
    public async Task A_wrong_password_is_told_in_words_and_the_fifth_makes_one_wait()
    {
        await using var broker = await ConsoleBroker.StartAsync();
        await using var visit = await chromium.VisitAsync(broker);
        var page = visit.Page;
        // The page's clock stands, so that the seconds it counts down stay to be read.
        await page.Clock.InstallAsync();
        await page.GotoAsync("/");
        await page.Clock.PauseAtAsync(DateTime.UtcNow.AddHours(1));
        var told = page.GetByText("User name or password is wrong.");
        var wait = page.GetByText(Wait);
        var submit = visit.Button("Log in");

        for (var failures = 1; failures < 5; failures++)
        {
            await page.RunAndWaitForResponseAsync(() => visit.LogInByFormAsync(password: $"lettuce {failures}"), "**/login");
            await Expect(told).ToBeVisibleAsync();
            await Expect(submit).ToBeEnabledAsync();
            await Expect(wait).ToBeHiddenAsync();
        }

        await visit.LogInByFormAsync(password: "lettuce 5");
        await Expect(wait).ToBeVisibleAsync();
        await Expect(submit).ToBeDisabledAsync();

        var seconds = int.Parse(Wait.Match(await wait.InnerTextAsync()).Groups[1].Value);
        await page.Clock.RunForAsync(seconds * 1_000);
        await Expect(wait).ToBeHiddenAsync();
        await Expect(submit).ToBeEnabledAsync();
    }

    [GeneratedRegex(@"Too many attempts\. Try again in (\d+) s\.")]
    private static partial Regex Wait { get; }
}
