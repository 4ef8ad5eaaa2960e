using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Heliograph.Server.Admin;
using Heliograph.Server.Admin.Keys;
using Microsoft.Extensions.Logging.Abstractions;
using Heliograph.Server.Admin.Login;

namespace Heliograph.Server.Tests.Admin;

public sealed class ApiKeyTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_asks_and_changes_with_its_key_until_it_is_revoked()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var admin = await console.LogInAsync("admin");
        var created = await ReadAsync(admin, "/api/v1/keys/create", new { name = "backup", role = "operator", expiresInDays = 30 });
        var secret = created.GetProperty("secret").GetString()!;
        Assert.StartsWith("hgk_", secret, StringComparison.Ordinal);
        using var program = console.WithSecret(secret);
        Assert.Equal("key backup", (await program.GetFromJsonAsync<JsonElement>("/api/v1/session", Stop)).GetProperty("userName").GetString());
        var published = await program.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic = "t", payload = "x", qos = 1, retain = true }), Stop);
        Assert.Equal(HttpStatusCode.OK, published.StatusCode);

        var listed = await admin.GetStringAsync("/api/v1/keys", Stop);
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        var row = JsonDocument.Parse(listed).RootElement.GetProperty("items")[0];
        Assert.Equal(("backup", "operator", "admin", false), (row.GetProperty("name").GetString(), row.GetProperty("role").GetString(), row.GetProperty("createdBy").GetString(), row.GetProperty("isExpired").GetBoolean()));
        Assert.Equal(JsonValueKind.String, row.GetProperty("lastUsedAt").ValueKind);

        var revoked = await admin.PostAsync("/api/v1/keys/revoke", ConsoleUnderTest.Body(new { id = row.GetProperty("id").GetString() }), Stop);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        var answer = await program.GetAsync("/api/v1/clients", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("the API key 'backup' was revoked by admin", (await ConsoleUnderTest.ReadAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_keys_make_the_address_wait_and_a_good_one_does_not_wait()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var guesser = console.WithSecret("hgk_guess");
        for (var i = 0; i <= LoginWaits.Policy.FreeFailures; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await guesser.GetAsync("/api/v1/clients", Stop)).StatusCode);
        var waits = await guesser.GetAsync("/api/v1/clients", Stop);
        Assert.Equal(HttpStatusCode.TooManyRequests, waits.StatusCode);
        Assert.NotNull(waits.Headers.RetryAfter);
        using var browser = console.Anonymous();
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "admin", password = "right" }), Stop)).StatusCode);
        using var program = console.WithKey(Role.Viewer);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/clients", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_key_makes_no_key()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var program = console.WithKey(Role.Admin);
        var answer = await program.PostAsync("/api/v1/keys/create", ConsoleUnderTest.Body(new { name = "child", role = "admin" }), Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Single(console.Context.Keys.All);
    }

    [Theory]
    [InlineData("""{"name":"","role":"viewer"}""", "name")]
    [InlineData("""{"name":"a\nb","role":"viewer"}""", "name")]
    [InlineData("""{"name":"taken","role":"viewer"}""", "name")]
    [InlineData("""{"name":"new","role":"nobody"}""", "role")]
    [InlineData("""{"name":"new","role":"viewer","expiresInDays":0}""", "expiresInDays")]
    [InlineData("""{"name":"new","role":"viewer","expiresInDays":3651}""", "expiresInDays")]
    public async Task A_bad_order_is_refused_with_its_field(string body, string field)
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        console.Context.Keys.Create("taken", Role.Viewer, "admin", null, out _);
        using var admin = await console.LogInAsync("admin");
        var answer = await admin.PostAsync("/api/v1/keys/create", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Stop);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(field, (await ConsoleUnderTest.ReadAsync(answer)).GetProperty("field").GetString());
        Assert.Single(console.Context.Keys.All);
    }

    [Fact]
    public void Keys_and_their_end_outlast_a_restart_in_a_file_that_holds_no_secret_and_is_its_owners()
    {
        using var folder = new TemporaryFolder();
        var (path, time) = (folder.At("api-keys.json"), new HandTurnedTime());
        string kept, revoked;
        using (var keys = new ApiKeys(path, time, NullLogger.Instance))
        {
            keys.Create("kept", Role.Operator, "admin", TimeSpan.FromDays(1), out kept);
            var gone = keys.Create("gone", Role.Viewer, "admin", null, out revoked);
            keys.Revoke(gone!.Id, "ann");
            Assert.NotNull(keys.Find(kept, out _));
        }

        var text = File.ReadAllText(path);
        Assert.DoesNotContain(kept, text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        using var again = new ApiKeys(path, time, NullLogger.Instance);
        Assert.NotNull(Assert.Single(again.All).LastUsedAt);
        Assert.Equal(Role.Operator, again.Find(kept, out _)!.Role);
        Assert.Null(again.Find(revoked, out var fault));
        Assert.Contains("'gone' was revoked by ann", fault, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null(again.Find(kept, out fault));
        Assert.Contains("'kept' expired at 2030-01-02", fault, StringComparison.Ordinal);
        Assert.False(again.IsInForce(again.All[0]));
    }

    [Fact]
    public async Task A_key_replaces_no_configuration_for_that_says_who_is_an_admin()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var program = console.WithKey(Role.Admin);
        foreach (var path in new[] { "apply", "undo" })
        {
            using var answer = await program.PostAsync($"/api/v1/configuration/{path}", ConsoleUnderTest.Body(new { text = "", version = "" }), Stop);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public void Keys_are_bounded_and_of_a_damaged_file_none_is_good()
    {
        using var folder = new TemporaryFolder();
        string secret;
        using (var keys = new ApiKeys(folder.At("api-keys.json"), TimeProvider.System, NullLogger.Instance))
        {
            Assert.NotNull(keys.Create("first", Role.Viewer, "admin", null, out secret));
            for (var i = 1; i < ApiKeys.CountMax; i++) Assert.NotNull(keys.Create($"{i}", Role.Viewer, "admin", null, out _));
            Assert.Null(keys.Create("one more", Role.Viewer, "admin", null, out _));
        }

        File.WriteAllText(folder.At("api-keys.json"), "{");
        using var again = new ApiKeys(folder.At("api-keys.json"), TimeProvider.System, NullLogger.Instance);
        Assert.Null(again.Find(secret, out _));
        Assert.Equal("{", File.ReadAllText(folder.At("api-keys.json.damaged")));
        Assert.NotNull(again.Create("anew", Role.Viewer, "admin", null, out _));
    }

    private static async Task<JsonElement> ReadAsync(HttpClient browser, string path, object body)
    {
        var answer = await browser.PostAsync(path, ConsoleUnderTest.Body(body), Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await ConsoleUnderTest.ReadAsync(answer);
    }
}
