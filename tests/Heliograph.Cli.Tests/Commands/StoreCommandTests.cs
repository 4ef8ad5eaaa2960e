using System.Globalization;
using System.Text.RegularExpressions;
using Heliograph.Storage;

namespace Heliograph.Cli.Tests.Commands;

/// <summary>The store commands on an instance that a broker has run on.</summary>
public sealed partial class StoreCommandTests(StoredInstance stored) : IClassFixture<StoredInstance>
{
    public static TheoryData<string> EveryCommand => ["check", "repair", "compact", "stats", "export", "import"];

    [Fact]
    public async Task Check_counts_what_is_whole()
    {
        var run = await ProgramRun.Of("store", "check", stored.Copy());
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^whole: [\d,]+ records, 11 messages, [\d,]+ segments?, [\d,]+ bytes\r?\n$", run.Output);
    }

    [Fact]
    public async Task Stats_show_the_queues()
    {
        var run = await ProgramRun.Of("store", "stats", stored.Copy());
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        foreach (var line in (string[])[$", format version {DurableJournal.FormatVersion}", "sessions           2", "subscriptions      2 (1 shared)", "retained messages  1, 12 bytes"])
            Assert.Contains(line, run.Output, StringComparison.Ordinal);
        Assert.Matches(@"queued messages +20 \(10 of shared groups\), 100 bytes", run.Output);
        Assert.Matches(@"10 +50 bytes  worker-1", run.Output);
        Assert.Matches(@"10 +50 bytes  \$share/g/jobs \(shared group\)", run.Output);
    }

    [Fact]
    public async Task Compact_says_what_was_gained_and_keeps_everything()
    {
        var folder = stored.Copy();
        var before = (await ProgramRun.Of("store", "export", folder)).Output;
        var run = await ProgramRun.Of("store", "compact", folder);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var sizes = Numbers().Matches(run.Output).Select(match => long.Parse(match.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(2, sizes.Length);
        Assert.True(sizes[1] < sizes[0], run.Output);
        Assert.Equal(before, (await ProgramRun.Of("store", "export", folder)).Output);
    }

    [Fact]
    public async Task An_archive_goes_into_another_instance_from_a_file_and_from_standard_input()
    {
        var path = stored.At("state.jsonl");
        var written = await ProgramRun.Of("store", "export", stored.Copy(), path);
        Assert.Equal(
            new(0, "", "exported: 2 sessions, 2 subscriptions, 1 retained message, 20 queued messages" + Environment.NewLine), written);
        var archive = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(archive, (await ProgramRun.Of("store", "export", stored.Copy(), "-")).Output);
        foreach (var source in (string[])[path, "-"])
        {
            var folder = await stored.NewInstanceAsync();
            var read = await ProgramRun.WithInput(archive, "store", "import", folder, source);
            Assert.Equal((0, ""), (read.ExitCode, read.Error));
            Assert.Equal("imported: 2 sessions, 2 subscriptions, 1 retained message, 20 queued messages", read.Output.TrimEnd());
            Assert.Equal(archive, (await ProgramRun.Of("store", "export", folder)).Output);
        }

        var again = await ProgramRun.Of("store", "import", stored.Copy(), path);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("stores something already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_line_of_an_archive_is_named_and_nothing_is_imported()
    {
        var archive = (await ProgramRun.Of("store", "export", stored.Copy())).Output;
        var folder = await stored.NewInstanceAsync();
        var run = await ProgramRun.WithInput(archive.Replace("\"id\":3,\"topic\":\"jobs\"", "\"id\":3,\"topic\":\"jobs/#\"", StringComparison.Ordinal), "store", "import", folder, "-");
        Assert.Equal(
            new(1, "", "heliograph: standard input, line 4: \"topic\" is no topic name; nothing was imported. Correct the line, or export again." + Environment.NewLine), run);
        Assert.False(Directory.Exists(Path.Combine(folder, "data", "journal")));
        var absent = await ProgramRun.Of("store", "import", folder, stored.At("absent"));
        Assert.Equal(1, absent.ExitCode);
        Assert.Contains("absent cannot be read", absent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_is_shown_by_check_and_repaired_when_it_is_confirmed()
    {
        var folder = stored.Copy();
        var segment = Directory.GetFiles(Path.Combine(folder, "data", "journal"), "*.log").Order(StringComparer.Ordinal).First();
        var bytes = await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken);
        bytes[bytes.AsSpan().IndexOf("jobs5"u8)] ^= 1; // topic and payload stand together
        await File.WriteAllBytesAsync(segment, bytes, TestContext.Current.CancellationToken);

        var check = await ProgramRun.Of("store", "check", folder);
        Assert.Equal((1, ""), (check.ExitCode, check.Error));
        Assert.Matches($@"^damaged: {Path.GetFileName(segment)} at offset \d+: .*; 1 record cannot be read\r?\n", check.Output);
        Assert.Contains($"heliograph store repair {folder}", check.Output, StringComparison.Ordinal);

        var asked = await ProgramRun.Of("store", "repair", folder);
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("nothing was changed. Add --yes", asked.Error, StringComparison.Ordinal);
        var denied = await ProgramRun.AtTerminal("n\n", "store", "repair", folder);
        Assert.Equal(1, denied.ExitCode);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(segment, TestContext.Current.CancellationToken));

        var repair = await ProgramRun.AtTerminal("yes\n", "store", "repair", folder);
        Assert.Equal((0, "Repair it? [y/N] "), (repair.ExitCode, repair.Error));
        Assert.Contains($"repaired: kept a copy of {Path.GetFileName(segment)}", repair.Output, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(segment + ".damaged", TestContext.Current.CancellationToken));
        Assert.Equal(0, (await ProgramRun.Of("store", "check", folder)).ExitCode);
        Assert.Contains("queued messages    18 ", (await ProgramRun.Of("store", "stats", folder)).Output, StringComparison.Ordinal);
        Assert.Contains("Nothing is damaged", (await ProgramRun.Of("store", "repair", folder, "--yes")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public async Task A_running_broker_is_named_and_refused(string command)
    {
        string[] file = command == "import" ? ["-"] : [];
        var run = await ProgramRun.Of(["store", command, stored.Running, .. file]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains($"process {Environment.ProcessId} uses it. Stop that one first.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryCommand))]
    public async Task A_folder_that_holds_nothing_is_refused_and_stays_empty(string command)
    {
        string[] file = command == "import" ? ["-"] : [];
        var folder = Directory.CreateDirectory(stored.At($"nothing for {command}")).FullName;
        var run = await ProgramRun.Of(["store", command, folder, .. file]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("neither an instance nor the data folder of one", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));

        var instance = await stored.NewInstanceAsync();
        if (command == "import") return;
        run = await ProgramRun.Of("store", command, instance);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("has no journal", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(instance, "data")));
    }

    [Fact]
    public async Task Store_alone_lists_its_commands()
    {
        var run = await ProgramRun.Of("store");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        foreach (var command in EveryCommand.Select(row => row.Data))
            Assert.Single(run.Output.Split('\n'), line => line.StartsWith($"  {command} DIR", StringComparison.Ordinal));
    }

    [GeneratedRegex("[0-9,]+")]
    private static partial Regex Numbers();
}
