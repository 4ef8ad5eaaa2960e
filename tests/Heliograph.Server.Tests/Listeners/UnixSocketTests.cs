using System.Net.Sockets;
using Heliograph.Server.Listeners;
using Heliograph.Server.Security;
using Heliograph.Tests.Common.Programs;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Unix domain sockets.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("mqtt.sock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_comes_by_the_file_and_counts_as_this_machine()
    {
        var authenticator = new Doorkeeper();
        await using (var server = await StartAsync(new() { Name = "local", UnixSocket = FilePath, UnixSocketMode = "600" }, authenticator))
        {
            Assert.Equal([$"unix:{FilePath}"], server.Addresses);
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
            await using var client = await Visitor.OpenAsync(new UnixDomainSocketEndPoint(FilePath));
            await Visitor.ConnectAsync(client, "a");
            Assert.Equal((1, ListenerState.Listening), server.Listeners.All.Select(one => (one.Connections, one.State)).Single());
        }

        Assert.False(File.Exists(FilePath), "the file is removed at the stop");
        Assert.Equal(new($"unix:{FilePath}", IsLoopback: true) { Listener = "local" }, Assert.Single(authenticator.Peers));
    }

    [Fact]
    public async Task A_file_that_a_kill_left_is_replaced()
    {
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(_folder.At("other.sock")));
            File.Move(_folder.At("other.sock"), FilePath); // or closing would remove it
        }

        Assert.Equal(UnixSocketState.Stale, UnixSocketFile.Look(FilePath));
        await using var server = await StartAsync(new() { UnixSocket = FilePath });
        await using var client = await Visitor.OpenAsync(new UnixDomainSocketEndPoint(FilePath));
        await Visitor.ConnectAsync(client, "a");
    }

    [Fact]
    public async Task A_file_with_something_in_it_and_a_socket_that_is_served_stay()
    {
        await File.WriteAllTextAsync(FilePath, "precious", Stop);
        var failure = await Assert.ThrowsAsync<OperatorException>(() => StartAsync(new() { UnixSocket = FilePath }));
        Assert.Contains("something else than a socket", failure.Problem, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(FilePath, Stop));

        File.Delete(FilePath);
        await using var first = await StartAsync(new() { UnixSocket = FilePath });
        failure = await Assert.ThrowsAsync<OperatorException>(() => StartAsync(new() { UnixSocket = FilePath }));
        Assert.Contains(OperatingSystem.IsLinux() ? $"(process {Environment.ProcessId}) listens on it" : "listens on it", failure.Problem, StringComparison.Ordinal);
        await using var client = await Visitor.OpenAsync(new UnixDomainSocketEndPoint(FilePath));
        await Visitor.ConnectAsync(client, "a");
    }

    [Fact]
    public async Task A_path_that_no_socket_can_have_fails_the_start() =>
        Assert.Contains("longer than", (await Assert.ThrowsAsync<OperatorException>(
            () => StartAsync(new() { UnixSocket = _folder.At(new string('x', 120)), Required = false }))).Problem, StringComparison.Ordinal);

    [Fact]
    public async Task The_mosquitto_tools_come_by_it()
    {
        await using var server = await StartAsync(new() { UnixSocket = FilePath });
        var arrived = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscriber = new ChildProcess(
            Tool.Find("mosquitto_sub", "mosquitto-clients"), ["--unix", FilePath, "-t", "lettuce", "-C", "1", "-q", "1"],
            line => arrived.TrySetResult(line), failure => arrived.TrySetException(failure));
        await server.UntilAsync(status => status.Subscriptions == 1);
        using var publisher = new ChildProcess(
            Tool.Find("mosquitto_pub", "mosquitto-clients"), ["--unix", FilePath, "-t", "lettuce", "-m", "crisp", "-q", "1"], _ => { }, _ => { });
        Assert.True(await publisher.EndedAsync() == 0, publisher.Errors);
        Assert.Equal("crisp", await arrived.Task.BoundedAsync());
    }

    private static Task<HeliographServer> StartAsync(ListenerOptions listener, IAuthenticator? authenticator = null) =>
        TestServer.StartAsync(change: options => options with { Listeners = [listener], Authenticator = authenticator ?? options.Authenticator });
}
