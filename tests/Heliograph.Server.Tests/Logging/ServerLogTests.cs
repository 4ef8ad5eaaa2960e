using Heliograph.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Logging;

public sealed class ServerLogTests
{
    [Fact]
    public void Line_has_time_level_and_message_on_console_and_in_file()
    {
        using var folder = new TemporaryFolder();
        using var console = new StringWriter();
        using (var log = ServerLog.Open(new LogOptions(), folder.Root, new LogConsole(console, HasColours: false)))
            log.Factory.CreateLogger("test").LogWarning("client {Client} from {Address}", "c1", "127.0.0.1:5");
        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d\d\d warn  client c1 from 127\.0\.0\.1:5\r?\n$", console.ToString());
        Assert.Matches(@"^\d{4}-\d\d-\d\d [\d:.]+ [+-][\d:]+ warn  client c1 from 127\.0\.0\.1:5\r?\n$",
            File.ReadAllText(folder.At("log", "heliograph.log")));
    }

    [Fact]
    public void Nothing_from_outside_begins_a_line_or_controls_the_terminal()
    {
        using var console = new StringWriter();
        using (var log = ServerLog.Open(new LogOptions { File = "" }, ".", new LogConsole(console, HasColours: false)))
            log.Factory.CreateLogger("test").LogInformation("client {Client}", "a\n00:00:00.000 info  forged\u001b[2J");
        Assert.Single(console.ToString().TrimEnd().Split('\n'));
        Assert.DoesNotContain('\u001b', console.ToString());
    }

    [Fact]
    public void Announcement_is_bare_on_the_console_and_a_line_in_the_file()
    {
        using var folder = new TemporaryFolder();
        using var console = new StringWriter();
        using (var log = ServerLog.Open(new LogOptions(), folder.Root, new LogConsole(console, HasColours: true)))
            log.Announce("Accepting connections at: tcp://0.0.0.0:61613");
        Assert.Equal("Accepting connections at: tcp://0.0.0.0:61613", console.ToString().TrimEnd());
        Assert.Contains("info  Accepting connections at: tcp://0.0.0.0:61613", File.ReadAllText(folder.At("log", "heliograph.log")), StringComparison.Ordinal);
    }

    [Fact]
    public void Level_changes_while_running()
    {
        using var console = new StringWriter();
        using (var log = ServerLog.Open(new LogOptions { File = "" }, ".", new LogConsole(console, HasColours: false)))
        {
            var logger = log.Factory.CreateLogger("test");
            logger.LogDebug("first");
            Assert.False(logger.IsEnabled(LogLevel.Debug));
            log.SetLevel(LogLevel.Debug);
            logger.LogDebug("second");
            log.SetLevel(LogLevel.Error);
            logger.LogWarning("third");
        }

        Assert.EndsWith("debug second", console.ToString().TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("first", console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Colours_are_written_only_where_asked()
    {
        using var console = new StringWriter();
        using (var log = ServerLog.Open(new LogOptions { File = "" }, ".", new LogConsole(console, HasColours: true)))
            log.Factory.CreateLogger("test").LogError("failed");
        Assert.Contains("\u001b[31merror\u001b[0m failed", console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_was_moved_or_deleted_with_its_folder_is_begun_anew()
    {
        using var folder = new TemporaryFolder();
        var options = new LogOptions();
        var target = Path.Combine(folder.Root, options.File);
        using var file = new RollingFile(target, options.FileBytesMax, options.FilesMax, _ => { });
        file.Write(new(DateTimeOffset.UnixEpoch, LogLevel.Information, "first", null, IsAnnouncement: false));
        file.Flush();
        Directory.Delete(folder.At("log"), recursive: true);
        file.Write(new(DateTimeOffset.UnixEpoch, LogLevel.Information, "second", null, IsAnnouncement: false));
        file.Flush();
        Assert.EndsWith("second", File.ReadAllText(target).TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_bounded_in_size_and_number()
    {
        using var folder = new TemporaryFolder();
        var options = new LogOptions { FileBytesMax = 10_000, FilesMax = 3 };
        using (var log = ServerLog.Open(options, folder.Root, console: null))
        {
            var logger = log.Factory.CreateLogger("test");
            for (var line = 0; line < 1_000; line++) logger.LogInformation("line {Number} {Filling}", line, new string('x', 100));
        }

        var files = new DirectoryInfo(folder.At("log")).GetFiles();
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.InRange(file.Length, 1, 10_500));
        Assert.Contains("line 999 ", File.ReadAllText(folder.At("log", "heliograph.log")), StringComparison.Ordinal);
        var lines = string.Concat(((string[])["heliograph.2.log", "heliograph.1.log", "heliograph.log"]).Select(name => File.ReadAllText(folder.At("log", name)))).TrimEnd().Split('\n');
        Assert.Equal(Enumerable.Range(1_000 - lines.Length, lines.Length).Select(number => $"line {number}"), lines.Select(line => string.Join(' ', line.Split(' ').SkipWhile(word => word != "line").Take(2))));
    }

    [Fact]
    public void File_that_cannot_be_written_fails_the_start_with_file_and_remedy()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("log"), "a file where the folder should be");
        var failure = Assert.Throws<OperatorException>(() => ServerLog.Open(new LogOptions(), folder.Root, console: null));
        Assert.Contains(folder.At("log", "heliograph.log"), failure.Problem, StringComparison.Ordinal);
        Assert.Contains("[log] file", failure.Remedy, StringComparison.Ordinal);
    }
}
