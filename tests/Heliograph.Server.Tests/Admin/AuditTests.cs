using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Heliograph.Server.Admin;
using Heliograph.Server.Admin.Audit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Admin;

public sealed class AuditTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_and_refusals_are_listed_with_who_what_and_why_and_without_secrets()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var stranger = console.Anonymous();
        await stranger.PostAsync("/api/v1/login", ConsoleUnderTest.Body(new { userName = "eve", password = "pass-word-tried" }), Stop);
        using var viewer = await console.LogInAsync("viewer");
        await viewer.PostAsync("/api/v1/client/disconnect", ConsoleUnderTest.Body(new { clientId = "dev1" }), Stop);
        using var program = console.WithKey(Role.Operator);
        await program.PostAsync("/api/v1/publish", ConsoleUnderTest.Body(new { topic = "plant/1", payload = "pay-load-sent", qos = 1, retain = false }), Stop);
        await program.PostAsync("/api/v1/client/disconnect", ConsoleUnderTest.Body(new { clientId = "nobody" }), Stop);
        await program.PostAsync("/api/v1/retained/delete-matching", ConsoleUnderTest.Body(new { matching = "#", preview = true }), Stop);

        using var admin = await console.LogInAsync("admin");
        var answer = await admin.GetStringAsync("/api/v1/audit", Stop);
        var entries = JsonDocument.Parse(answer).RootElement.GetProperty("items").EnumerateArray()
            .Select(entry => string.Join(' ', new[] { "user", "via", "action", "target", "detail", "outcome", "reason" }.Select(name => entry.GetProperty(name).GetString() ?? "-")));
        var key = console.Context.Keys.All[0].Name;
        Assert.Equal(
            [
                "admin console login - - done -",
                $"admin key {key} client.disconnect nobody - refused 404: no client 'nobody' is connected",
                $"admin key {key} publish plant/1 13 bytes, QoS 1 done -",
                "viewer console client.disconnect - - refused 403: viewer is a viewer, and this is for an operator",
                "viewer console login - - done -",
                "eve console login - - refused 401: user name or password is wrong",
            ],
            entries);
        var file = await File.ReadAllTextAsync(Path.Combine(console.Folder, "audit", "audit.jsonl"), Stop);
        foreach (var secret in new[] { "pass-word-tried", "pay-load-sent", "hgk_", "right\"" })
        {
            Assert.DoesNotContain(secret, answer, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, file, StringComparison.Ordinal);
        }

        var filtered = await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?action=client.disconnect&user=viewer", Stop);
        Assert.Equal(1, filtered.GetProperty("matched").GetInt32());
        Assert.Equal(1, (await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit?text=PLANT", Stop)).GetProperty("matched").GetInt32());
    }

    [Fact]
    public async Task Every_change_that_is_refused_for_its_role_leaves_an_entry()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var viewer = await console.LogInAsync("viewer");
        var document = await viewer.GetFromJsonAsync<JsonElement>("/api/v1/openapi.json", Stop);
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("post", out _)))
        {
            var before = console.Context.Audit.Latest().Count;
            using var answer = await viewer.PostAsync(path.Name, ConsoleUnderTest.Body(new { }), Stop);
            if (answer.StatusCode != HttpStatusCode.Forbidden) continue;
            var added = console.Context.Audit.Latest().Skip(before).ToArray();
            // What looks only, such as validating, leaves none.
            if (path.Name.EndsWith("/validate", StringComparison.Ordinal)) Assert.Empty(added);
            else Assert.Equal((path.Name["/api/v1/".Length..].Replace('/', '.'), AuditEntry.Refused), Assert.Single(added.Select(entry => (entry.Action, entry.Outcome))));
        }
    }

    [Fact]
    public void Entries_outlast_a_restart_and_a_torn_line_costs_itself()
    {
        using var folder = new TemporaryFolder();
        using (var log = Open(folder))
        {
            log.Add(Entry("one"), idleOf: null);
            log.Add(Entry(new string('x', 5_000)), idleOf: null);
        }

        File.AppendAllText(folder.At("audit.jsonl"), "{\"number\":3,\"at\":\"2030");
        using (var log = Open(folder)) log.Add(Entry("three"), idleOf: null);
        using var again = Open(folder);
        Assert.Equal([1, 2, 3], again.Latest().Select(entry => entry.Number));
        Assert.Equal("three", again.Latest()[^1].Target);
        Assert.True(again.Latest()[1].Target!.Length < 1_100);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At("audit.jsonl")));
    }

    [Fact]
    public void Strangers_cannot_push_out_what_others_did()
    {
        using var folder = new TemporaryFolder();
        using var log = Open(folder);
        log.Add(Entry("kept"), idleOf: null);
        for (var i = 0; i < 3 * AuditLog.LatestMax; i++) log.Add(Entry("guess"), idleOf: "");
        var latest = log.Latest();
        Assert.Equal("kept", latest[0].Target);
        Assert.Equal(1 + AuditLog.IdlePerMinuteMax, latest.Count);
        Assert.Contains("the others are not recorded", latest[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_viewer_cannot_push_out_what_others_did_by_refusals_or_logins()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var viewer = await console.LogInAsync("viewer");
        for (var i = 0; i < 2 * AuditLog.IdlePerMinuteMax; i++)
        {
            await viewer.PostAsync("/api/v1/client/disconnect", ConsoleUnderTest.Body(new { clientId = "dev1" }), Stop);
            using var again = await console.LogInAsync("viewer");
        }

        using var admin = await console.LogInAsync("admin");
        var latest = console.Context.Audit.Latest();
        Assert.InRange(latest.Count(entry => entry.User == "viewer"), 2, 3 * AuditLog.IdlePerMinuteMax); // it may have begun in the minute before
        Assert.Equal("admin", latest[^1].User);
    }

    [Fact]
    public void Files_and_memory_are_bounded()
    {
        using var folder = new TemporaryFolder();
        using var log = Open(folder);
        for (var i = 0; i < 30_000; i++) log.Add(Entry(new string('y', 1_000)), idleOf: null);
        Assert.Equal(AuditLog.LatestMax, log.Latest().Count);
        var files = new DirectoryInfo(folder.Root).GetFiles();
        Assert.Equal(4, files.Length);
        Assert.True(files.Sum(file => file.Length) <= 20_000_000);
        using var again = Open(folder);
        Assert.Equal(30_000, again.Latest()[^1].Number);
        Assert.Equal(AuditLog.LatestMax, again.Latest().Count);
    }

    private static AuditLog Open(TemporaryFolder folder) => new(folder.Root, new HandTurnedTime(), NullLogger.Instance);

    private static AuditEntry Entry(string target) => new(0, default, "ann", "console", "127.0.0.1", "bans.add", target, null, AuditEntry.Done, null);
}
