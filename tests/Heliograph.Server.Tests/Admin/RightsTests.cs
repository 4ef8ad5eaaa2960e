using System.Net;
using System.Text.Json;
using Heliograph.Server.Admin;

namespace Heliograph.Server.Tests.Admin;

/// <summary>Who may ask what: each route that the API documents, with each role and with none.</summary>
public sealed class RightsTests
{
    private static readonly string[] Roles = ["nobody", "viewer", "operator", "admin"];

    [Fact]
    public async Task Every_route_lets_in_its_role_and_those_above_it_and_nobody_else()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        var browsers = new List<HttpClient> { console.Anonymous() };
        foreach (var role in Roles[1..]) browsers.Add(await console.LogInAsync(role));
        var routes = await RoutesAsync(browsers[0]);
        Assert.True(routes.Count > 15);
        foreach (var (method, path, least, _) in routes)
        {
            if (path is "/api/v1/logout" or "/api/v1/login") continue; // they end or begin what this test stands on
            for (var role = 0; role < Roles.Length; role++)
            {
                using var request = new HttpRequestMessage(new(method), path);
                if (method == "POST") request.Content = ConsoleUnderTest.Body(new { });
                using var answer = await browsers[role].SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                var expected = role >= least ? "in" : role == 0 ? "401" : "403";
                var actual = answer.StatusCode switch { HttpStatusCode.Unauthorized => "401", HttpStatusCode.Forbidden => "403", _ => "in" };
                Assert.True(expected == actual, $"{method} {path} as {Roles[role]}: {(int)answer.StatusCode}, expected {expected}");
            }
        }

        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task No_change_is_made_for_whoever_may_not_make_it_however_they_ask()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var stranger = console.Anonymous();
        var changes = (await RoutesAsync(stranger)).Where(route => route is { Method: "POST", Path: not "/api/v1/login" }).ToList();
        Assert.True(changes.Count > 6);
        using var admin = await console.LogInAsync("admin");
        using var tokenless = await console.LogInAsync("admin");
        tokenless.DefaultRequestHeaders.Remove("X-CSRF-Token");
        using var viewersKey = console.WithKey(Role.Viewer);
        using var adminsKey = console.WithKey(Role.Admin);
        foreach (var (_, path, least, needsLogin) in changes)
        {
            await ExpectAsync(HttpStatusCode.Unauthorized, stranger, path);
            await ExpectAsync(HttpStatusCode.Forbidden, tokenless, path);
            await ExpectAsync(HttpStatusCode.Forbidden, tokenless, path, ("X-CSRF-Token", "wrong"));
            // What another site's page can send: the cookie perhaps, its own origin, and a body of a simple type.
            await ExpectAsync(HttpStatusCode.Forbidden, tokenless, path, ("Origin", "https://elsewhere.example"), ("Sec-Fetch-Site", "cross-site"));
            await ExpectAsync(HttpStatusCode.Unauthorized, stranger, path, ("Authorization", "Bearer hgk_" + new string('A', 43)));
            if (least > 1 || needsLogin) await ExpectAsync(HttpStatusCode.Forbidden, viewersKey, path);
            if (needsLogin) await ExpectAsync(HttpStatusCode.Forbidden, adminsKey, path);
            // A body that says nothing changes nothing, and is refused for that.
            else Assert.True((int)await AskAsync(adminsKey, path) is 400 or 422 or 204, path);
        }

        Assert.Equal(0, console.Server.Status().RetainedMessages);
    }

    [Fact]
    public async Task The_documentation_names_every_route_with_its_role()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        var routes = await RoutesAsync(browser);
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Heliograph.slnx"))) folder = folder.Parent!;
        var documented = File.ReadLines(Path.Combine(folder.FullName, "docs", "rest-api.md"))
            .Where(line => line.StartsWith("| GET", StringComparison.Ordinal) || line.StartsWith("| POST", StringComparison.Ordinal))
            .Select(line => string.Join('|', line.Split('|')[..4]));
        Assert.Equal(
            routes.Select(route => $"| {route.Method} | `{route.Path}` | {(route.Least == 0 ? "–" : Roles[route.Least])} ").Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_change_without_the_token_of_the_session_is_refused()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        foreach (var token in new[] { null, "", "wrong" })
        {
            browser.DefaultRequestHeaders.Remove("X-CSRF-Token");
            if (token is not null) browser.DefaultRequestHeaders.Add("X-CSRF-Token", token);
            var answer = await browser.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic = "t", payload = "x", qos = 1, retain = true }), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(0, console.Server.Status().RetainedMessages);
    }

    [Fact]
    public async Task A_forged_cookie_is_no_login()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        foreach (var cookie in new[] { "x", new string('A', 43), new string('A', 50_000 / 8) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/clients");
            request.Headers.Add("Cookie", $"heliograph_session={cookie}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
        }
    }

    [Fact]
    public async Task A_host_name_that_is_not_of_this_machine_is_refused()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        foreach (var (host, isTaken) in new[] { ("rebound.example", false), ("localhost", true), ("127.0.0.1", true), ("[::1]", true) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
            request.Headers.Host = host;
            var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("/../../etc/passwd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/assets/..%2f..%2fheliograph.toml")]
    [InlineData("/assets//etc/heliograph.toml")]
    public async Task No_path_leads_out_of_the_console(string path)
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        var answer = await browser.GetAsync(new Uri(console.Url.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[[listener]]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_forbids_foreign_scripts_frames_and_keeping()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = console.Anonymous();
        foreach (var path in new[] { "/", "/api/v1/clients", "/api/v1/nothing", "/health/live" })
        {
            var answer = await browser.GetAsync(path, TestContext.Current.CancellationToken);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-", policy, StringComparison.Ordinal);
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.True(answer.Headers.CacheControl?.NoStore);
        }
    }

    private static async Task ExpectAsync(HttpStatusCode expected, HttpClient browser, string path, params (string Name, string Value)[] headers)
    {
        var actual = await AskAsync(browser, path, headers);
        // An address that has sent too many bad keys waits instead.
        if (expected == HttpStatusCode.Unauthorized && actual == HttpStatusCode.TooManyRequests) return;
        Assert.True(expected == actual, $"{path}: {(int)actual}, expected {(int)expected}");
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient browser, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = ConsoleUnderTest.Body(new { }) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await browser.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<List<(string Method, string Path, int Least, bool NeedsLogin)>> RoutesAsync(HttpClient browser)
    {
        var document = JsonDocument.Parse(await browser.GetStringAsync("/api/v1/openapi.json", TestContext.Current.CancellationToken)).RootElement;
        var routes = new List<(string, string, int, bool)>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var least = operation.Value.TryGetProperty("description", out var description)
                    ? Array.FindIndex(Roles, role => description.GetString()!.Contains($"role {role} ", StringComparison.Ordinal))
                    : 0;
                Assert.True(least >= 0);
                var takesKey = operation.Value.TryGetProperty("security", out var ways) && ways.EnumerateArray().Any(way => way.TryGetProperty("key", out _));
                routes.Add((operation.Name.ToUpperInvariant(), path.Name, least, least > 0 && !takesKey));
            }
        }

        return routes;
    }
}
