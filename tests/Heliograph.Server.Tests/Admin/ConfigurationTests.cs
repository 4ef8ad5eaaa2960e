using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Heliograph.Server.Admin;
using Heliograph.Server.Admin.Configuration;
using Heliograph.Server.Files;
using Heliograph.Server.Instance;

namespace Heliograph.Server.Tests.Admin;

/// <summary>The configuration over the API: shown with its sources, checked, applied, undone.</summary>
public sealed class ConfigurationTests
{
    private const string Minimal = "[[listener]]\nport = 61613\n\n[limits]\nreceive_maximum = 7\n";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_setting_is_shown_with_its_value_its_source_and_what_is_in_force()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var shown = await GetAsync(browser);
        Assert.Equal("etc/heliograph.toml", shown.GetProperty("file").GetString());
        var receiveMaximum = SettingOf(shown, "limits.receive_maximum");
        Assert.Equal(("default", true, false), (receiveMaximum.GetProperty("source").GetString(), receiveMaximum.GetProperty("isLive").GetBoolean(), receiveMaximum.GetProperty("needsRestart").GetBoolean()));
        Assert.Equal(receiveMaximum.GetProperty("default").GetString(), receiveMaximum.GetProperty("running").GetString());
        var port = SettingOf(shown, "listener.mqtt.port");
        Assert.Equal(("file", "61613", "61613"), (port.GetProperty("source").GetString(), port.GetProperty("value").GetString(), port.GetProperty("running").GetString()));
        var line = File.ReadLines(Path.Combine(console.Folder, "etc", "heliograph.toml")).ElementAt(port.GetProperty("line").GetInt32() - 1);
        Assert.Equal("port = 61613", line);
    }

    [Fact]
    public async Task A_text_is_checked_before_it_is_applied()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var wrong = await PostAsync(browser, "validate", new { text = "[limits]\nreceive_maximum = 0\n" });
        var error = wrong.GetProperty("errors")[0];
        Assert.Equal(2, error.GetProperty("line").GetInt32());
        Assert.Contains("limits.receive_maximum = 0", error.GetProperty("problem").GetString(), StringComparison.Ordinal);

        var right = await PostAsync(browser, "validate", new { text = Minimal });
        Assert.Equal(0, right.GetProperty("errors").GetArrayLength());
        var changes = right.GetProperty("changes").EnumerateArray().ToDictionary(change => change.GetProperty("name").GetString()!, change => change.GetProperty("to").GetString());
        Assert.Equal("7", changes["limits.receive_maximum"]);
        Assert.Equal("61613", changes["listener.mqtt-61613.port"]);
        Assert.Null(changes["listener.mqtt-standard.port"]);
        Assert.Contains(right.GetProperty("diff").EnumerateArray(), row => row.GetProperty("kind").GetString() == "added" && row.GetProperty("text").GetString() == "receive_maximum = 7");
    }

    [Fact]
    public async Task A_secret_is_in_no_list_of_settings_or_changes()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        const string text = Minimal + "\n[telemetry]\notlp_headers = \"token=s3cret\"\n";
        var check = await PostAsync(browser, "validate", new { text });
        Assert.Contains("telemetry.otlp_headers", check.GetProperty("changes").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", check.GetProperty("changes").ToString(), StringComparison.Ordinal);
        await PostAsync(browser, "apply", new { text, version = (await GetAsync(browser)).GetProperty("version").GetString() });
        var shown = await GetAsync(browser);
        Assert.DoesNotContain("s3cret", shown.GetProperty("settings").ToString(), StringComparison.Ordinal);
        Assert.Equal("file", SettingOf(shown, "telemetry.otlp_headers").GetProperty("source").GetString());
    }

    [Fact]
    public async Task An_applied_text_is_in_force_and_can_be_undone()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var before = await GetAsync(browser);
        var maximum = console.Server.Broker.Options.ReceiveMaximum;
        var applied = await PostAsync(browser, "apply", new { text = Minimal, version = before.GetProperty("version").GetString() });
        Assert.Equal(7, console.Server.Broker.Options.ReceiveMaximum);
        Assert.Contains("listener.mqtt-61613.port", applied.GetProperty("needsRestart").EnumerateArray().Select(name => name.GetString()));
        var after = await GetAsync(browser);
        Assert.Equal("admin", after.GetProperty("history")[0].GetProperty("user").GetString());
        Assert.Equal("7", SettingOf(after, "limits.receive_maximum").GetProperty("running").GetString());

        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(browser, "apply", new { text = Minimal, version = before.GetProperty("version").GetString() }));
        await PostAsync(browser, "undo", new { version = applied.GetProperty("version").GetString() });
        Assert.Equal(maximum, console.Server.Broker.Options.ReceiveMaximum);
        var undone = await GetAsync(browser);
        Assert.Equal(before.GetProperty("text").GetString(), undone.GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(browser, "undo", new { version = undone.GetProperty("version").GetString() }));
    }

    [Fact]
    public async Task A_text_with_an_error_is_not_applied()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var before = await GetAsync(browser);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(browser, "apply", new { text = "[limits\n", version = before.GetProperty("version").GetString() }));
        Assert.Equal(before.GetProperty("text").GetString(), (await GetAsync(browser)).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_file_that_somebody_broke_by_hand_is_shown_with_its_errors_and_what_is_in_force()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        await File.WriteAllTextAsync(Path.Combine(console.Folder, "etc", "heliograph.toml"), "[limits]\nnonsense = 1\n", Stop);
        var shown = await GetAsync(browser);
        Assert.Equal(2, shown.GetProperty("errors")[0].GetProperty("line").GetInt32());
        Assert.NotEqual(0, shown.GetProperty("settings").GetArrayLength());
        await PostAsync(browser, "apply", new { text = Minimal, version = shown.GetProperty("version").GetString() });
        Assert.Equal(7, console.Server.Broker.Options.ReceiveMaximum);
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(browser, "undo", new { version = (await GetAsync(browser)).GetProperty("version").GetString() }));
    }

    [Fact]
    public async Task Lists_within_lists_without_end_are_an_error_like_any_other()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var check = await PostAsync(browser, "validate", new { text = $"x = {new string('[', 500)}" });
        Assert.Contains("not valid TOML", check.GetProperty("errors")[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_full_of_errors_is_answered_with_a_bounded_list()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var lines = Enumerable.Range(0, 2_000).Select(number => $"nonsense_{number}_{new string('x', 100)} = 1");
        var check = await PostAsync(browser, "validate", new { text = "[limits]\n" + string.Join('\n', lines) });
        Assert.Equal(FileError.CountMax, check.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task Changes_that_can_be_undone_are_bounded_in_bytes_so_that_they_can_be_read_again()
    {
        await using var console = await ConsoleUnderTest.StartAsync();
        using var browser = await console.LogInAsync("admin");
        var editor = console.Context.Configuration;
        var quotes = $"# {new string('\'', 950_000)}\n";
        for (var i = 0; i < ConfigurationEditor.ChangesMax; i++)
            Assert.True(editor.TryReplace($"{Minimal}# {i}\n{quotes}", TextFile.VersionOf(editor.Read()), "admin"));
        var file = new FileInfo(Path.Combine(console.Folder, "data", "configuration-history.json"));
        Assert.InRange(file.Length, 2_000_000, 2 * ConfigurationEditor.HistoryBytesMax);
        var kept = new StateFile<ConfigurationHistory>(file.FullName, "history", AdminJson.Default.ConfigurationHistory).Load()!;
        Assert.Equal(editor.Changes.Select(change => change.TextBefore), kept.Changes.Select(change => change.TextBefore));
        Assert.True(editor.TryUndo(TextFile.VersionOf(editor.Read())));
        Assert.Contains($"# {ConfigurationEditor.ChangesMax - 2}\n", editor.Read(), StringComparison.Ordinal);
    }

    private static JsonElement SettingOf(JsonElement shown, string name) =>
        shown.GetProperty("settings").EnumerateArray().Single(setting => setting.GetProperty("name").GetString() == name);

    private static Task<JsonElement> GetAsync(HttpClient browser) => browser.GetFromJsonAsync<JsonElement>("/api/v1/configuration", Stop);

    private static async Task<JsonElement> PostAsync(HttpClient browser, string what, object body)
    {
        var answer = await browser.PostAsync($"/api/v1/configuration/{what}", ConsoleUnderTest.Body(body), Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
        return await ConsoleUnderTest.ReadAsync(answer);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string what, object body) =>
        (await browser.PostAsync($"/api/v1/configuration/{what}", ConsoleUnderTest.Body(body), Stop)).StatusCode;
}
