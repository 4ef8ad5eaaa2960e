using System.Collections.Concurrent;
using System.Text.Json;

namespace Heliograph.Console.Running;

/// <summary>
/// Someone with a browser: cookies, storage and a tab of their own. When it ends, nothing may have gone wrong in the tab: no
/// script error, no violation of the Content-Security-Policy, no dialog.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = [];

    private Visit(IBrowserContext context, IPage page)
    {
        (Context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsRefusal(message.Text)) _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Dialog += (_, dialog) =>
        {
            _complaints.Enqueue($"a dialog said: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>The links to the pages.</summary>
    public ILocator Navigation => Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" });

    public static async Task<Visit> BeginAsync(IBrowserContext context)
    {
        context.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        return new(context, await context.NewPageAsync());
    }

    /// <summary>Logs in at whatever page shows the login.</summary>
    public async Task LogInByFormAsync(string user = ConsoleBroker.Admin, string password = ConsoleBroker.Password)
    {
        await Page.GetByLabel("User name").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
    }

    /// <summary>Opens a page with a session already begun.</summary>
    public async Task OpenAsync(string path, string user = ConsoleBroker.Admin)
    {
        await BeginSessionAsync(user);
        await Page.GotoAsync(path);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
    }

    /// <summary>Begins a session without the form; its cookie is the browser's.</summary>
    public async Task BeginSessionAsync(string user = ConsoleBroker.Admin)
    {
        var answer = await Context.APIRequest.PostAsync(
            "/api/v1/login", new() { DataObject = new { userName = user, password = ConsoleBroker.Password } });
        Assert.True(answer.Ok, await answer.TextAsync());
    }

    /// <summary>Ends the session behind the tab's back.</summary>
    public async Task EndSessionAsync()
    {
        var session = await GetAsync("/api/v1/session");
        var csrf = session.GetProperty("csrf").GetString()!;
        var answer = await Context.APIRequest.PostAsync(
            "/api/v1/logout", new() { DataObject = new { }, Headers = [new("X-CSRF-Token", csrf)] });
        Assert.True(answer.Ok, await answer.TextAsync());
    }

    /// <summary>What the REST API answers to the browser's session.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        var answer = await Context.APIRequest.GetAsync(path);
        Assert.True(answer.Ok, await answer.TextAsync());
        return (await answer.JsonAsync())!.Value;
    }

    public ILocator Heading(string title) => Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = title, Exact = true });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The rows of a table, without its head.</summary>
    public ILocator Rows(string caption) =>
        Page.GetByRole(AriaRole.Table, new() { Name = caption, Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        Assert.True(_complaints.IsEmpty, $"Something went wrong in the browser: {string.Join('\n', _complaints)}");
    }

    // Chromium notes each answer of 4xx; what the page makes of it is what a test looks at.
    private static bool IsRefusal(string text) =>
        text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal);
}
