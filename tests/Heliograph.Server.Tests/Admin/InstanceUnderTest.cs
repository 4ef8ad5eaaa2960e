using System.Net;
using System.Text.Json;
using Heliograph.Server.Instance;

namespace Heliograph.Server.Tests.Admin;

/// <summary>A whole instance with its files, on free loopback ports. Everybody may connect without a user name; admin has the first password.</summary>
internal sealed class InstanceUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private InstanceServer _server;

    private InstanceUnderTest(TemporaryFolder folder, InstanceLayout layout, InstanceServer server) =>
        (_folder, Layout, _server) = (folder, layout, server);

    public InstanceLayout Layout { get; }

    public IPEndPoint EndPoint => _server.Endpoints[0];

    public static async Task<InstanceUnderTest> StartAsync(string acl = "topic readwrite #\n")
    {
        var folder = new TemporaryFolder();
        var layout = InstanceLayout.Of(folder.At("mybroker"));
        InstanceCreation.Create(new()
        {
            Layout = layout,
            Program = "/opt/heliograph/heliograph",
            AdminPassword = "password",
            Configuration = new()
            {
                Listeners = [new() { Address = "127.0.0.1", Port = 0 }],
                Access = new() { AllowAnonymous = true },
                Console = new() { Port = 0, HttpsPort = null, Operators = new("operator"), Admins = new("admin", "second") },
            },
        });
        await File.WriteAllTextAsync(layout.AclFile(new()), acl);
        return new(folder, layout, await StartAsync(layout));
    }

    /// <summary>Stops it and starts it anew on the same files.</summary>
    public async Task RestartAsync()
    {
        await _server.DisposeAsync();
        _server = await StartAsync(Layout);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A browser that someone has logged in with.</summary>
    public async Task<HttpClient> LogInAsync(string userName = "admin", string password = "password")
    {
        var browser = Anonymous();
        var answer = await browser.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName, password }));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        browser.DefaultRequestHeaders.Add("X-CSRF-Token", (await ConsoleUnderTest.ReadAsync(answer)).GetProperty("csrf").GetString());
        return browser;
    }

    public HttpClient Anonymous() => new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = _server.ConsoleUrls.First() };

    /// <summary>Changes something, and looks at the status of the answer.</summary>
    public static async Task<JsonElement> PostAsync(HttpClient browser, string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await browser.PostAsync(path, ConsoleUnderTest.Body(body), TestContext.Current.CancellationToken);
        Assert.True(expected == answer.StatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return expected == HttpStatusCode.NoContent ? default : await ConsoleUnderTest.ReadAsync(answer);
    }

    private static Task<InstanceServer> StartAsync(InstanceLayout layout) =>
        InstanceServer.StartAsync(layout, InstanceReading.Of(layout), console: null, TimeProvider.System, TestContext.Current.CancellationToken);
}
