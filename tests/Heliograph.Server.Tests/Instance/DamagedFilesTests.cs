using System.Net.Http.Json;
using System.Text.Json;
using Heliograph.Server.Admin.Audit;
using Heliograph.Server.Telemetry;
using Heliograph.Server.Tests.Admin;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Server.Tests.Instance;

/// <summary>What the server keeps beside the journal, and finds damaged at the start.</summary>
public sealed class DamagedFilesTests
{
    [Fact]
    public async Task Keys_and_changes_to_undo_are_set_aside_and_the_broker_starts()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        await File.WriteAllTextAsync(instance.Layout.ApiKeysFile, "{", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(instance.Layout.ConfigurationHistoryFile, "{}", TestContext.Current.CancellationToken);
        await instance.RestartAsync();
        using var browser = await instance.LogInAsync();
        Assert.Equal(0, (await browser.GetFromJsonAsync<JsonElement>("/api/v1/keys", TestContext.Current.CancellationToken)).GetProperty("total").GetInt32());
        Assert.Empty((await browser.GetFromJsonAsync<JsonElement>("/api/v1/configuration", TestContext.Current.CancellationToken)).GetProperty("history").EnumerateArray());
        Assert.Equal("{", await File.ReadAllTextAsync(instance.Layout.ApiKeysFile + ".damaged", TestContext.Current.CancellationToken));
        Assert.True(File.Exists(instance.Layout.ConfigurationHistoryFile + ".damaged"));
    }

    [Fact]
    public async Task Without_its_bans_it_does_not_start_for_that_would_let_somebody_in()
    {
        await using var instance = await InstanceUnderTest.StartAsync();
        await File.WriteAllTextAsync(instance.Layout.BansFile, "{", TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<OperatorException>(instance.RestartAsync);
        Assert.StartsWith("data/bans.json is damaged", failure.Problem, StringComparison.Ordinal);
        Assert.Contains("move it away", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_tells_of_people_is_in_folders_of_the_owner()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        using (var audit = new AuditLog(folder.At("audit"), TimeProvider.System, NullLogger.Instance))
            audit.Add(new(0, default, "ann", "console", "127.0.0.1", "bans.add", null, null, AuditEntry.Done, null), idleOf: null);
        using (var events = new EventFile(folder.At("events"), 10, 10)) events.Append("\n"u8);
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal((owner, owner), (File.GetUnixFileMode(folder.At("audit")), File.GetUnixFileMode(folder.At("events"))));
    }
}
