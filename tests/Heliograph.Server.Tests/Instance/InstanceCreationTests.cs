using System.Diagnostics;
using Heliograph.Server.Files;
using Heliograph.Server.Instance;

namespace Heliograph.Server.Tests.Instance;

public sealed class InstanceCreationTests
{
    [Fact]
    public void New_instance_has_its_folders_and_files_and_reads_back_without_error()
    {
        using var folder = new TemporaryFolder();
        var layout = NewInstance.In(folder);
        Assert.Equal(
            ["bin", "data", "etc", "log", "tmp"],
            Directory.GetDirectories(layout.Root).Select(Path.GetFileName).Order());
        var reading = InstanceReading.Of(layout);
        Assert.Empty(reading.Errors);
        Assert.Equal([61613, 1883], reading.Configuration?.Listeners.Select(listener => listener.Port));
        Assert.Equal(["admin"], reading.Users?.Users);
        Assert.True(reading.Users?.TryFind("admin", out Heliograph.Server.Security.PasswordHash? hash) == true && hash.Verify("password"u8));
        Assert.NotNull(reading.Rules);
        if (!OperatingSystem.IsWindows()) Assert.Equal(TextFile.OwnerOnly, File.GetUnixFileMode(Path.Combine(layout.Etc, "users")));
    }

    [Fact]
    public void Folder_with_content_is_refused_without_force_and_left_as_it_is()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("precious"), "x");
        var failure = Assert.Throws<OperatorException>(() => InstanceCreation.Create(NewInstance.Plan(folder.Root)));
        Assert.Contains("not empty", failure.Problem, StringComparison.Ordinal);
        Assert.Contains("--force", failure.Remedy, StringComparison.Ordinal);
        Assert.Equal(["precious"], Directory.GetFileSystemEntries(folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Force_writes_our_files_anew_keeps_the_old_ones_and_never_touches_data()
    {
        using var folder = new TemporaryFolder();
        var layout = NewInstance.In(folder);
        File.WriteAllText(Path.Combine(layout.Data, "journal"), "kept");
        File.WriteAllText(Path.Combine(layout.Etc, "acl"), "topic read mine/#\n");
        File.WriteAllText(Path.Combine(layout.Etc, "other"), "mine");
        InstanceCreation.Create(NewInstance.Plan(layout.Root, force: true));
        Assert.Equal("kept", File.ReadAllText(Path.Combine(layout.Data, "journal")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(layout.Etc, "other")));
        Assert.Equal("topic read mine/#\n", File.ReadAllText(Path.Combine(layout.Etc, "acl.bak")));
        Assert.Contains("topic readwrite #", File.ReadAllText(Path.Combine(layout.Etc, "acl")), StringComparison.Ordinal);
    }

    [Fact]
    public void File_in_the_way_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("mybroker"), "x");
        var failure = Assert.Throws<OperatorException>(() => InstanceCreation.Create(NewInstance.Plan(folder.At("mybroker"))));
        Assert.Contains(folder.At("mybroker") + " is a file", failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_script_runs_the_program_for_its_folder_wherever_that_has_moved()
    {
        if (OperatingSystem.IsWindows()) return; // the script for cmd.exe is another one
        using var folder = new TemporaryFolder();
        var program = folder.At("it's a program");
        TextFile.Replace(program, "#!/bin/sh\nprintf '[%s]' \"$@\"\n", TextFile.Executable);
        InstanceCreation.Create(NewInstance.Plan(folder.At("mybroker"), program: program));
        Directory.Move(folder.At("mybroker"), folder.At("a moved one"));
        var script = folder.At("a moved one", "bin", "mybroker");
        var moved = folder.At("a moved one");
        Assert.Equal($"[run][{moved}]", await OutputOf(script));
        Assert.Equal($"[passwd][{moved}][a user]", await OutputOf(script, "passwd", "a user"));
        File.CreateSymbolicLink(folder.At("link"), script);
        Assert.Equal($"[run][{moved}][--flag]", await OutputOf(folder.At("link"), "run", "--flag"));
    }

    private static async Task<string> OutputOf(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true });
        Assert.NotNull(process);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
