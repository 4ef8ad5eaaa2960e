using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Maintenance;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Maintenance;

public sealed class StoreImportTests
{
    [Fact]
    public async Task What_is_exported_and_imported_is_the_same_state_and_runs()
    {
        using var stored = await StoredState.MakeAsync();
        var archive = Archives.Export(stored.Location);
        var location = stored.NewLocation();
        Archives.Import(location, archive);
        Assert.Equal(archive, Archives.Export(location));
        Assert.True(StoreInspection.Run(location, StoredState.NoProgress).IsWhole);
        Assert.Equal(["heliograph.lock", "journal"], NamesIn(location.Data));

        await using var server = await TestServer.StartAsync(change: options => options with { Store = new() { Folder = location.Journal } });
        await using var slow = await RawPeer.ConnectAsync(server.EndPoint(), "slow", expirySeconds: 600, receiveMaximum: 2);
        for (var i = 0; i < 3; i++)
        {
            var publish = await slow.ReadAsync(PacketType.Publish);
            Assert.Equal((i + 1, (byte)i), (publish.PacketId, publish.Payload(ProtocolVersion.V5).Span[0]));
            await slow.SendAsync(Octets.Acknowledgement(4, publish.PacketId));
        }
    }

    [Fact]
    public async Task An_export_to_a_file_replaces_it_only_when_it_is_whole()
    {
        using var stored = await StoredState.MakeAsync();
        var path = stored.At("state.jsonl");
        File.WriteAllText(path, "older");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => StoreExport.Run(stored.Location, path, replace: true, StoredState.NoProgress, stop.Token));
        Assert.Equal("older", File.ReadAllText(path));
        StoreExport.Run(stored.Location, path, replace: true, StoredState.NoProgress, TestContext.Current.CancellationToken);
        Assert.Equal(Archives.Export(stored.Location), File.ReadAllText(path));
        Assert.Equal(["mybroker", "state.jsonl"], NamesIn(stored.At("")));
    }

    [Fact]
    public async Task An_export_is_read_by_its_owner_and_replaces_a_file_only_when_told_to()
    {
        using var stored = await StoredState.MakeAsync();
        var path = stored.At("state.jsonl");
        StoreExport.Run(stored.Location, path, replace: false, StoredState.NoProgress, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.WriteAllText(path, "older");
        var refusal = Assert.Throws<OperatorException>(
            () => StoreExport.Run(stored.Location, path, replace: false, StoredState.NoProgress, TestContext.Current.CancellationToken));
        Assert.Contains("--force", refusal.Remedy, StringComparison.Ordinal);
        Assert.Equal("older", File.ReadAllText(path));
    }

    [Fact]
    public async Task A_wrong_line_is_named_and_leaves_nothing()
    {
        using var stored = await StoredState.MakeAsync();
        var archive = Archives.Export(stored.Location);
        var location = stored.NewLocation();
        var lines = archive.Split('\n');
        for (var i = 0; i < lines.Length - 1; i += 1 + (lines.Length / 20))
        {
            string[] wrong = [.. lines[..i], "{\"type\":\"nonsense\"}", .. lines[(i + 1)..]];
            var refusal = Assert.Throws<OperatorException>(() => Archives.Import(location, string.Join('\n', wrong)));
            Assert.StartsWith($"state.jsonl, line {i + 1}: ", refusal.Problem, StringComparison.Ordinal);
            Assert.EndsWith("nothing was imported", refusal.Problem, StringComparison.Ordinal);
            Assert.Equal(["heliograph.lock"], NamesIn(location.Data));
        }

        Archives.Import(location, "\uFEFF" + archive.ReplaceLineEndings("\r\n")); // as an editor may leave it
        Assert.Equal(archive, Archives.Export(location));
    }

    [Fact]
    public async Task A_state_that_is_there_is_not_replaced_and_an_empty_one_is()
    {
        using var stored = await StoredState.MakeAsync();
        var archive = Archives.Export(stored.Location);
        var refusal = Assert.Throws<OperatorException>(() => Archives.Import(stored.Location, archive));
        Assert.Contains("sessions: 5, retained messages: 1", refusal.Problem, StringComparison.Ordinal);
        Assert.Equal(archive, Archives.Export(stored.Location));

        var location = stored.NewLocation();
        await (await TestServer.StartAsync(change: options => options with { Store = new() { Folder = location.Journal } })).StopAsync();
        Assert.True(location.HasJournal);
        Directory.CreateDirectory(location.Journal + ".import"); // of an import that was killed
        Archives.Import(location, archive);
        Assert.Equal(archive, Archives.Export(location));
        Assert.Equal(["heliograph.lock", "journal"], NamesIn(location.Data));
    }

    [Fact]
    public async Task Whatever_else_is_in_the_folder_is_not_lost()
    {
        using var stored = await StoredState.MakeAsync();
        var location = stored.NewLocation();
        Directory.CreateDirectory(location.Journal);
        var copy = Path.Combine(location.Journal, "0000000000001000.log.damaged");
        File.WriteAllText(copy, "kept by a repair");
        var archive = Archives.Export(stored.Location);
        Assert.Contains(copy, Assert.Throws<OperatorException>(() => Archives.Import(location, archive)).Problem, StringComparison.Ordinal);
        Assert.True(File.Exists(copy));
    }

    private static string[] NamesIn(string folder) =>
        [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
