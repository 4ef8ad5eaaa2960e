using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Listeners.Epoll;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Heliograph.Server.Tests.Listeners.Epoll;

public sealed class EpollListenerTests : IAsyncLifetime
{
    private readonly EpollLoops? _loops = OperatingSystem.IsLinux() ? new() : null;
    private readonly List<IDisposable> _peers = [];
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is of Linux");
        return default;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var peer in _peers) peer.Dispose();
        _loops?.Dispose();
        _folder.Dispose();
        return default;
    }

    [Fact]
    public async Task Who_waits_is_accepted_without_a_further_edge_and_all_who_come_later_are_too()
    {
        var listener = await BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var peers = Enumerable.Range(0, 100).Select(_ => Connect(listener.EndPoint)).ToHashSet(); // before anybody accepts
        await AcceptAllAsync(listener, peers);
        var waiting = listener.AcceptAsync(Stop).AsTask();
        var late = Connect(listener.EndPoint);
        await using (var connection = await waiting.WaitAsync(RawPeer.Patience, Stop)) Assert.Equal(late, connection!.RemoteEndPoint);
        await listener.DisposeAsync();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Both_ends_are_known(string address)
    {
        var listener = await BindAsync(new IPEndPoint(IPAddress.Parse(address), 0));
        var peer = Connect(listener.EndPoint);
        await using var connection = await listener.AcceptAsync(Stop);
        Assert.Equal((peer, listener.EndPoint), (connection!.RemoteEndPoint, connection.LocalEndPoint));
        await listener.DisposeAsync();
    }

    [Fact]
    public async Task Who_comes_by_a_Unix_socket_is_known_by_its_path()
    {
        var listener = await BindAsync(new UnixDomainSocketEndPoint(_folder.At("door")));
        Connect(listener.EndPoint);
        await using var connection = await listener.AcceptAsync(Stop);
        Assert.Equal(_folder.At("door"), connection!.RemoteEndPoint!.ToString());
        await listener.DisposeAsync();
    }

    [Fact]
    public async Task An_unbound_listener_lets_go_who_waits_and_frees_its_port()
    {
        var listener = await BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var waiting = listener.AcceptAsync(Stop).AsTask();
        await listener.UnbindAsync(Stop);
        Assert.Null(await waiting.WaitAsync(RawPeer.Patience, Stop));
        Assert.Null(await listener.AcceptAsync(Stop));
        await (await BindAsync(listener.EndPoint)).DisposeAsync();
    }

    [Fact]
    public async Task A_flush_of_small_packets_does_not_wait_for_more()
    {
        var listener = await BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        Connect(listener.EndPoint);
        await using var connection = await listener.AcceptAsync(Stop);
        Assert.True(((EpollConnection)connection!).Socket.NoDelay);
        await listener.DisposeAsync();
    }

    private static async Task AcceptAllAsync(IConnectionListener listener, HashSet<EndPoint> peers)
    {
        while (peers.Count > 0)
        {
            await using var connection = await listener.AcceptAsync(Stop).AsTask().WaitAsync(RawPeer.Patience, Stop);
            Assert.True(peers.Remove(connection!.RemoteEndPoint!));
        }
    }

    private async Task<IConnectionListener> BindAsync(EndPoint place) =>
        await new EpollListenerFactory(_loops!, backlog: 200, SocketTransportOptions.CreateDefaultBoundListenSocket).BindAsync(place, Stop);

    private EndPoint Connect(EndPoint place)
    {
        var peer = place is IPEndPoint ? new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp) : new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _peers.Add(peer);
        peer.Connect(place);
        return peer.LocalEndPoint!;
    }
}
