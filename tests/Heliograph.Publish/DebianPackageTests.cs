using System.Diagnostics;

namespace Heliograph.Publish;

/// <summary>The scripts of the Debian package, on a stand-in for the program: deploy/try-deb does the same with the program itself.</summary>
public sealed class DebianPackageTests
{
    [Fact]
    public async Task It_is_installed_started_upgraded_removed_and_purged()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/etc/debian_version")) return; // nobody else can install it
        var stop = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "deploy/try-deb"), ["tests/Heliograph.Publish/stand-in"]) { WorkingDirectory = Checkout.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        Assert.True(process.ExitCode == 0, await output + await errors);
        Assert.EndsWith("purged: nothing is left\n", await output, StringComparison.Ordinal);
    }
}
