using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Listeners.Epoll;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Heliograph.Server.Tests.Listeners.Epoll;

public sealed class EpollConnectionTests : IAsyncLifetime
{
    private readonly List<(Socket Peer, ConnectionContext Connection)> _pairs = [];
    private readonly EpollLoops? _loops = OperatingSystem.IsLinux() ? new() : null;
    private IConnectionListener? _listener;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is of Linux");
        var factory = new EpollListenerFactory(_loops!, backlog: 10, SocketTransportOptions.CreateDefaultBoundListenSocket);
        _listener = await factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), Stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (peer, connection) in _pairs)
        {
            peer.Dispose();
            await connection.DisposeAsync();
        }

        if (_listener is not null) await _listener.DisposeAsync();
        _loops?.Dispose();
    }

    [Fact]
    public async Task Bytes_arrive_whole_and_in_order_however_they_are_cut_and_consumed()
    {
        var (peer, connection) = await OpenAsync();
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        var sending = SendInPiecesAsync(peer, sent, new(2));
        var random = new Random(3);
        var received = new ArrayBufferWriter<byte>(sent.Length);
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync(Stop);
            var take = read.IsCompleted ? read.Buffer.Length : random.NextInt64(read.Buffer.Length + 1);
            received.Write(read.Buffer.Slice(0, take).ToArray());
            connection.Transport.Input.AdvanceTo(read.Buffer.GetPosition(take), read.Buffer.End); // sees all of it, and wants more behind
            if (random.Next(10) == 0) await Task.Yield();
            if (read.IsCompleted) break;
        }

        await sending;
        Assert.True(received.WrittenSpan.SequenceEqual(sent));
    }

    [Fact]
    public async Task What_one_keeps_beyond_its_turn_is_not_written_over_by_others()
    {
        var (first, held) = await OpenAsync();
        var others = new List<(Socket Peer, ConnectionContext Connection)>();
        for (var i = 0; i < 8; i++) others.Add(await OpenAsync()); // some of them on the loop of the first
        var reading = held.Transport.Input.ReadAsync(Stop);
        await first.SendAsync("kept"u8.ToArray(), Stop);
        var kept = await reading;
        foreach (var (peer, connection) in others)
        {
            var next = connection.Transport.Input.ReadAsync(Stop);
            await peer.SendAsync("XXXXXXXX"u8.ToArray(), Stop);
            connection.Transport.Input.AdvanceTo((await next).Buffer.End);
        }

        Assert.Equal("kept"u8.ToArray(), kept.Buffer.ToArray());
        held.Transport.Input.AdvanceTo(kept.Buffer.Start, kept.Buffer.End);
        await first.SendAsync(" and more"u8.ToArray(), Stop);
        Assert.Equal("kept and more"u8.ToArray(), (await held.Transport.Input.ReadAsync(Stop)).Buffer.ToArray());
    }

    [Fact]
    public async Task What_was_not_examined_is_there_at_once()
    {
        var (peer, connection) = await OpenAsync();
        await peer.SendAsync("look"u8.ToArray(), Stop);
        var first = await connection.Transport.Input.ReadAsync(Stop);
        connection.Transport.Input.AdvanceTo(first.Buffer.Start);
        Assert.Equal("look"u8.ToArray(), (await connection.Transport.Input.ReadAsync(Stop)).Buffer.ToArray());
    }

    [Fact]
    public async Task A_read_that_waits_can_be_canceled_and_the_next_one_waits_again()
    {
        var (peer, connection) = await OpenAsync();
        var input = connection.Transport.Input;
        var waiting = input.ReadAsync(Stop);
        input.CancelPendingRead();
        var canceled = await waiting;
        Assert.True(canceled.IsCanceled && canceled.Buffer.IsEmpty);
        input.AdvanceTo(canceled.Buffer.End);
        input.CancelPendingRead(); // nobody waits: the next one is told
        Assert.True((await input.ReadAsync(Stop)).IsCanceled);
        using var stop = new CancellationTokenSource();
        var stopped = input.ReadAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stopped);
        var next = input.ReadAsync(Stop);
        Assert.False(next.IsCompleted);
        await peer.SendAsync("on"u8.ToArray(), Stop);
        Assert.Equal("on"u8.ToArray(), (await next).Buffer.ToArray());
    }

    [Fact]
    public async Task The_end_comes_after_the_last_bytes_and_is_told()
    {
        var (peer, connection) = await OpenAsync();
        var closed = new TaskCompletionSource();
        await using var registered = connection.ConnectionClosed.Register(closed.SetResult);
        await peer.SendAsync("last"u8.ToArray(), Stop);
        peer.Shutdown(SocketShutdown.Send);
        var read = await connection.Transport.Input.ReadAsync(Stop);
        while (!read.IsCompleted)
        {
            connection.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await connection.Transport.Input.ReadAsync(Stop);
        }

        Assert.Equal("last"u8.ToArray(), read.Buffer.ToArray());
        await closed.Task.WaitAsync(RawPeer.Patience, Stop);
    }

    [Fact]
    public async Task An_end_that_came_with_the_last_bytes_is_found_when_they_are_consumed()
    {
        var (peer, connection) = await OpenAsync();
        await peer.SendAsync("last"u8.ToArray(), Stop);
        peer.Shutdown(SocketShutdown.Send);
        while (((Microsoft.AspNetCore.Connections.Features.IConnectionSocketFeature)connection).Socket.Available < 4) await Task.Yield();
        var read = await connection.Transport.Input.ReadAsync(Stop);
        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        Assert.True((await connection.Transport.Input.ReadAsync(Stop).AsTask().WaitAsync(RawPeer.Patience, Stop)).IsCompleted);
    }

    [Fact]
    public async Task A_flush_waits_for_a_peer_that_does_not_read_and_goes_on_when_it_does()
    {
        var (peer, connection) = await OpenAsync();
        var bytes = new byte[20_000_000];
        new Random(4).NextBytes(bytes);
        connection.Transport.Output.Write(bytes);
        var flush = connection.Transport.Output.FlushAsync(Stop);
        Assert.False(flush.IsCompleted);
        var received = new byte[bytes.Length];
        for (var at = 0; at < received.Length;) at += await peer.ReceiveAsync(received.AsMemory(at), Stop);
        Assert.False((await flush).IsCompleted);
        Assert.True(received.AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public async Task A_cut_ends_what_waits()
    {
        var (peer, connection) = await OpenAsync();
        var read = connection.Transport.Input.ReadAsync(Stop);
        connection.Transport.Output.Write(new byte[20_000_000]);
        var flush = connection.Transport.Output.FlushAsync(Stop);
        connection.Abort(new ConnectionAbortedException("enough"));
        await Assert.ThrowsAsync<ConnectionAbortedException>(async () => await read);
        Assert.True((await flush).IsCompleted); // nobody reads any more
        Assert.True(connection.ConnectionClosed.IsCancellationRequested);
        await Assert.ThrowsAsync<ConnectionAbortedException>(async () => await connection.Transport.Input.ReadAsync(Stop));
        Assert.True(await IsOverAsync(peer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reset_ends_what_is_read_and_says_why(bool isElsewhere)
    {
        var (peer, connection) = await OpenAsync();
        var loop = connection.Features.Get<ILoopFeature>()!;
        if (isElsewhere) loop.LeaveLoop();
        var read = connection.Transport.Input.ReadAsync(Stop);
        peer.LingerState = new(true, 0);
        peer.Dispose();
        if (isElsewhere)
        {
            await Assert.ThrowsAsync<ConnectionResetException>(async () => await read); // as libraries that read know it
            return;
        }

        Assert.True((await read).IsCompleted); // no exception: clients that vanish come in crowds
        Assert.Contains("reset", loop.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flush_that_waits_can_be_canceled()
    {
        var (_, connection) = await OpenAsync();
        using var stop = new CancellationTokenSource();
        connection.Transport.Output.Write(new byte[20_000_000]);
        var flush = connection.Transport.Output.FlushAsync(stop.Token);
        Assert.False(flush.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await flush);
    }

    [Fact]
    public async Task What_is_closed_sends_and_receives_nothing()
    {
        var (_, connection) = await OpenAsync();
        var closed = (EpollConnection)connection;
        await connection.DisposeAsync();
        Assert.True(closed.Send("x"u8) < 0); // and not to the next connection that has its number
        Assert.True(closed.Receive(new byte[1]) < 0);
        connection.Transport.Output.Write("x"u8);
        Assert.True((await connection.Transport.Output.FlushAsync(Stop)).IsCompleted);
    }

    [Fact]
    public async Task Who_leaves_the_loop_goes_on_on_other_threads_and_holds_nobody_up()
    {
        var (peer, connection) = await OpenAsync();
        connection.Features.Get<ILoopFeature>()!.LeaveLoop();
        var thread = ReadOnAsync(connection);
        await peer.SendAsync("a"u8.ToArray(), Stop);
        Assert.DoesNotContain("network", await thread, StringComparison.Ordinal);
    }

    private static async Task<string> ReadOnAsync(ConnectionContext connection)
    {
        var read = await connection.Transport.Input.ReadAsync(Stop).ConfigureAwait(false);
        connection.Transport.Input.AdvanceTo(read.Buffer.End);
        return Thread.CurrentThread.Name ?? "";
    }

    private static async Task<bool> IsOverAsync(Socket peer)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await peer.ReceiveAsync(buffer, Stop) > 0)
            {
                // What was on its way.
            }
        }
        catch (SocketException)
        {
            // Reset is an end, too.
        }

        return true;
    }

    private static async Task SendInPiecesAsync(Socket peer, byte[] bytes, Random random)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(bytes.Length - at, random.Next(1, random.Next(2) == 0 ? 100 : 200_000));
            await peer.SendAsync(bytes.AsMemory(at, count), Stop);
            at += count;
        }

        peer.Shutdown(SocketShutdown.Send);
    }

    private async Task<(Socket Peer, ConnectionContext Connection)> OpenAsync()
    {
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(_listener!.EndPoint, Stop);
        var pair = (peer, (await _listener.AcceptAsync(Stop))!);
        _pairs.Add(pair);
        return pair;
    }
}
