using System.Net;
using System.Net.Http.Headers;
using Heliograph.Console.Running;

namespace Heliograph.Console.Scenarios;

public sealed class KeysTests(Chromium chromium, ConsoleBroker broker)
{
    [Fact]
    public async Task A_key_opens_the_API_until_it_is_revoked_and_the_audit_knows_both()
    {
        var name = Names.New("pipeline");
        await using var visit = await chromium.VisitAsync(broker);
        await visit.OpenAsync("/keys");
        await visit.Button("Create a key").ClickAsync();
        var form = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = "Create an API key" });
        await form.GetByLabel("Name").FillAsync(name);
        await form.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        var shown = visit.Page.GetByRole(AriaRole.Dialog, new() { Name = $"The key “{name}”" });
        var secret = await shown.Locator("code").TextContentAsync();
        Assert.Equal(HttpStatusCode.OK, await AskAsync(secret));
        await shown.GetByRole(AriaRole.Button, new() { Name = "I have copied it" }).ClickAsync();
        await Expect(shown).ToBeHiddenAsync();
        await Expect(visit.Page.GetByText(secret!)).ToHaveCountAsync(0);

        var row = visit.Rows("API keys").Filter(new() { HasText = name });
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(secret));

        await visit.Page.GotoAsync($"/audit?text={name}");
        await Expect(visit.Rows("Audit").Filter(new() { HasText = "key" }).First).ToContainTextAsync(name);
        await Expect(visit.Rows("Audit").First).ToContainTextAsync(ConsoleBroker.Admin);
    }

    private async Task<HttpStatusCode> AskAsync(string? secret)
    {
        using var client = new HttpClient { BaseAddress = broker.Console };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await client.GetAsync(new Uri("/api/v1/overview", UriKind.Relative)).BoundedAsync();
        return answer.StatusCode;
    }
}
