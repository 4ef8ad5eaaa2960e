using Heliograph.Server.Tests;

namespace Heliograph.Cli.Tests;

/// <summary>An instance made with <c>create</c> and run with <c>run</c>, on a free port. Shared by the tests of a class.</summary>
public sealed class RunningInstance : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private LiveRun? _run;

    public string Folder => _folder.At("mybroker");

    public string Port { get; private set; } = "";

    public string Console { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(0, (await ProgramRun.Of("create", Folder, "--port", "0", "--console-port", "0")).ExitCode);
        var settings = Path.Combine(Folder, "etc", "heliograph.toml");
        await File.WriteAllTextAsync(settings, (await File.ReadAllTextAsync(settings)).Replace("# level = \"info\"", "level = \"debug\"", StringComparison.Ordinal));
        _run = LiveRun.Of("run", Folder);
        Port = (await _run.LineAsync("Accepting connections at: tcp://0.0.0.0:")).Split(':')[^1];
        Console = (await _run.LineAsync("Console at: http://"))["Console at: ".Length..];
    }

    public async ValueTask DisposeAsync()
    {
        if (_run is not null) await _run.StopAsync();
        _run?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Runs <c>pub</c> or <c>sub</c> as admin against it.</summary>
    internal Task<ProgramRun> AsAdmin(string command, params string[] arguments) =>
        ProgramRun.Of([command, "-p", Port, "-u", "admin", "-P", "password", .. arguments]);

    /// <summary>The same with standard input.</summary>
    internal Task<ProgramRun> AsAdminWithInput(string input, string command, params string[] arguments) =>
        ProgramRun.WithInput(input, [command, "-p", Port, "-u", "admin", "-P", "password", .. arguments]);

    /// <summary>Waits until so many more subscriptions are made by clients whose identifiers begin so.</summary>
    internal async Task SubscriptionsAsync(string prefix, int count)
    {
        for (var i = 0; i < count; i++) await _run!.LineAsync(line => line.Contains($"client '{prefix}", StringComparison.Ordinal) && line.Contains(" subscribed to ", StringComparison.Ordinal), $"{prefix} subscribed to");
    }

    /// <summary>Starts <c>sub</c> as admin and waits until it is subscribed.</summary>
    internal async Task<LiveRun> Subscribed(params string[] arguments)
    {
        var id = Guid.NewGuid().ToString("N")[..8];
        // A retained message comes once, whenever the subscription is made: then that is surely there.
        await AsAdmin("pub", "-t", $"ready/{id}", "-m", id, "-r");
        var run = LiveRun.Of(["sub", "-p", Port, "-u", "admin", "-P", "password", "-t", $"ready/{id}", .. arguments]);
        await run.LineAsync(id);
        return run;
    }
}
