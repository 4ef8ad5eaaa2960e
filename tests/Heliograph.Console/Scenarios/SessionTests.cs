using System.Text.RegularExpressions;
using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed partial class SessionTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task After_a_session_has_ended_one_logs_in_where_one_was()
    {
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/clients?state=away&order=-queued");

        await visit.EndSessionAsync();
        await visit.Button("Refresh").ClickAsync();
        await Expect(visit.Page.GetByText("The session has ended. Log in to go on where you were.")).ToBeVisibleAsync();
        await Expect(visit.Page).ToHaveURLAsync(Clients);

        await visit.LogInByFormAsync();
        await Expect(visit.Heading("Clients")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByLabel("State")).ToHaveValueAsync("away");
        await Expect(visit.Page).ToHaveURLAsync(Clients);
    }

    [Fact]
    public async Task A_page_that_nobody_touches_finds_out_that_its_session_has_ended()
    {
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/publish");
        await Expect(visit.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        await visit.EndSessionAsync();
        await Expect(visit.Page.GetByText("The session has ended.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Over_https_the_cookie_is_for_https_only()
    {
        await using var visit = await chromium.VisitAsync(broker, isSecure: true);
        await visit.Page.GotoAsync("/");
        await visit.LogInByFormAsync();
        await Expect(visit.Heading("Overview")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-live=true]")).ToHaveCountAsync(1);
        var cookie = Assert.Single(await visit.Context.CookiesAsync());
        Assert.True(cookie is { Secure: true, HttpOnly: true, SameSite: SameSiteAttribute.Strict });
        await visit.Page.ReloadAsync();
        await Expect(visit.Heading("Overview")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_logs_out_is_asked_to_log_in_and_is_not_told_that_something_ended()
    {
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/subscriptions");
        await visit.Button("Log out").ClickAsync();
        await Expect(visit.Button("Log in")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByText("The session has ended.")).ToBeHiddenAsync();
        Assert.Equal(401, (await visit.Context.APIRequest.GetAsync("/api/v1/session")).Status);
    }

    [GeneratedRegex(@"/clients\?state=away&order=-queued$")]
    private static partial Regex Clients { get; }
}
