using Heliograph.Server.Tests;

namespace Heliograph.Cli.Tests;

/// <summary>An instance whose broker has served clients; copies of its folder to work on, and one that runs.</summary>
public sealed class StoredInstance : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LiveRun? _running;
    private int _count;

    /// <summary>The folder of the instance, on which a broker runs again.</summary>
    public string Running => At("stored");

    public string At(string name) => _folder.At(name);

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(0, (await ProgramRun.Of("create", Running, "--port", "0")).ExitCode);
        using (var run = LiveRun.Of("run", Running))
        {
            var port = (await run.LineAsync("Accepting connections at: tcp://0.0.0.0:")).Split(':')[^1];
            string[] admin = ["-p", port, "-u", "admin", "-P", "password"];
            await DoAsync("", ["sub", .. admin, "-t", "jobs", "-q", "1", "-c", "-i", "worker-1", "-E"]);
            await DoAsync("", ["sub", .. admin, "-t", "$share/g/jobs", "-q", "2", "-c", "-i", "worker-2", "-E"]);
            await DoAsync("0\n1\n2\n3\n4\n5\n6\n7\n8\n9", ["pub", .. admin, "-t", "jobs", "-l", "-q", "1"]);
            await DoAsync("", ["pub", .. admin, "-t", "kept", "-m", "retained", "-q", "1", "-r"]);
            Assert.Equal(0, await run.StopAsync());
        }

        CopyFolder(Running, At("copy"));
        _running = LiveRun.Of("run", Running);
        await _running.LineAsync("Accepting connections");
    }

    /// <summary>A copy of the stored instance.</summary>
    public string Copy()
    {
        var copy = At($"copy {Interlocked.Increment(ref _count)}");
        CopyFolder(At("copy"), copy);
        return copy;
    }

    public async Task<string> NewInstanceAsync()
    {
        var folder = At($"new {Interlocked.Increment(ref _count)}");
        Assert.Equal(0, (await ProgramRun.Of("create", folder)).ExitCode);
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null) await _running.StopAsync();
        _running?.Dispose();
        _folder.Dispose();
    }

    private static async Task DoAsync(string input, string[] arguments) =>
        Assert.Equal(new ProgramRun(0, "", ""), await ProgramRun.WithInput(input, arguments));

    private static void CopyFolder(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
