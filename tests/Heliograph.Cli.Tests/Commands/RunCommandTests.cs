using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Tests;

namespace Heliograph.Cli.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Instance => _folder.At("mybroker");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stop_says_goodbye_to_clients_which_come_back_with_the_broker()
    {
        await ProgramRun.Of("create", Instance, "--port", "0");
        using var run = LiveRun.Of("run", Instance);
        var port = await PortOf(run);
        await ProgramRun.Of("pub", "-p", port, "-u", "admin", "-P", "password", "-t", "a", "-m", "subscribed", "-r");
        using var sub = LiveRun.Of("sub", "-p", port, "-u", "admin", "-P", "password", "-t", "a");
        await sub.LineAsync("subscribed");
        Assert.Equal(0, await run.StopAsync());
        Assert.Contains("Stopped", File.ReadAllText(Path.Combine(Instance, "log", "heliograph.log")), StringComparison.Ordinal);

        await ProgramRun.Of("create", Instance, "--force", "--port", port);
        using var again = LiveRun.Of("run", Instance);
        await PortOf(again);
        await ProgramRun.Of("pub", "-p", port, "-u", "admin", "-P", "password", "-t", "a", "-m", "back again", "-r");
        await sub.LineAsync("back again");
        Assert.Contains("was lost: server shutting down (0x8B)", sub.Error, StringComparison.Ordinal);
        Assert.Equal(0, await again.StopAsync());
        Assert.Equal(0, await sub.StopAsync());
    }

    [Fact]
    public async Task Required_port_that_is_taken_is_a_failure_that_names_port_and_remedy()
    {
        using var holder = new TcpListener(IPAddress.Any, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await ProgramRun.Of("create", Instance, "--port", $"{port}");
        var run = await ProgramRun.Of("run", Instance);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"port {port} on 0.0.0.0 cannot be bound", run.Error, StringComparison.Ordinal);
        Assert.Contains("[[listener]]", run.Error, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux()) Assert.Contains($"(process {Environment.ProcessId}) listens on it", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_port_that_is_taken_is_a_warning()
    {
        using var holder = new TcpListener(IPAddress.Any, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        await ProgramRun.Of("create", Instance, "--port", "0");
        File.AppendAllText(Path.Combine(Instance, "etc", "heliograph.toml"), $"\n[[listener]]\nport = {port}\nrequired = false\n");
        using var run = LiveRun.Of("run", Instance);
        Assert.Contains($"port {port} on 0.0.0.0", await run.LineAsync("warn"), StringComparison.Ordinal);
        await PortOf(run);
        Assert.Equal(0, await run.StopAsync());
    }

    [Fact]
    public async Task Files_with_errors_fail_the_start_with_every_error()
    {
        await ProgramRun.Of("create", Instance, "--port", "0");
        File.AppendAllText(Path.Combine(Instance, "etc", "heliograph.toml"), "\n[lmits]\n");
        File.AppendAllText(Path.Combine(Instance, "etc", "acl"), "nonsense\n");
        var run = await ProgramRun.Of("run", Instance);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("section [lmits] is unknown", run.Error, StringComparison.Ordinal);
        Assert.Contains("etc/acl:18", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_user_and_right_apply_without_a_restart()
    {
        await ProgramRun.Of("create", Instance, "--port", "0");
        using var run = LiveRun.Of("run", Instance);
        var port = await PortOf(run);
        string[] publish = ["pub", "-p", port, "-u", "bob", "-P", "secret", "-t", "bob/a", "-m", "x", "-q", "1"];
        Assert.Contains("bad user name", (await ProgramRun.Of(publish)).Error, StringComparison.Ordinal);
        await ProgramRun.Of("passwd", Instance, "bob", "--password", "secret");
        await run.LineAsync("etc/users is in force");
        Assert.Contains("not authorized", (await ProgramRun.Of(publish)).Error, StringComparison.Ordinal);
        File.AppendAllText(Path.Combine(Instance, "etc", "acl"), "user bob\ntopic write bob/#\n");
        await run.LineAsync("etc/acl is in force");
        Assert.Equal(new ProgramRun(0, "", ""), await ProgramRun.Of(publish));
        Assert.Equal(0, await run.StopAsync());
    }

    private static async Task<string> PortOf(LiveRun run) =>
        (await run.LineAsync("Accepting connections at: tcp://0.0.0.0:")).Split(':')[^1];
}
