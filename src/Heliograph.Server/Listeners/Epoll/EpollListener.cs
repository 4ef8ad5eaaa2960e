using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>Accepts connections on a loop's thread, where whoever waits for them goes on. One waits at a time.</summary>
internal sealed class EpollListener : IConnectionListener, ILoopGuest, IValueTaskSource<ConnectionContext?>
{
    // So many, and then the loop's other guests have a turn.
    private const int InARowMax = 2, ClosedInARowMax = 32;

    private const int None = 0, Waiting = 1;

    /// <summary>Files that are no connections of listeners: what would take one of the last is closed at once.</summary>
    private const int FilesKept = 64;

    private static readonly TimeSpan ShortageWait = TimeSpan.FromMilliseconds(50);

    // The rest of the program goes on when clients take all others: a process that can open no file any more ends.
    private static readonly int SocketMax = Libc.FilesMax() - FilesKept;

    private readonly Socket _socket;
    private readonly EpollLoops _loops;
    private readonly EpollLoop _loop;
    private readonly ulong _watchedAs;
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<ConnectionContext?> _source;
    private int _state; // Waiting from a call that finds nobody until someone takes it to be completed
    private int _hasCome = 1; // an edge that nobody has accepted after
    private int _inARow;
    private int _asksLater; // 1 while it asks for a turn after a shortage: each edge meanwhile would bring one more who asks for ever
    private bool _isClosed;

    /// <param name="socket">Listens; it is closed with this.</param>
    /// <param name="loops">Serve what is accepted.</param>
    public EpollListener(Socket socket, EpollLoops loops)
    {
        (_socket, _loops, _loop, EndPoint) = (socket, loops, loops.Next(), socket.LocalEndPoint!);
        if (EndPoint is IPEndPoint) socket.NoDelay = true; // what is accepted inherits it
        socket.Blocking = false;
        _watchedAs = _loop.Add(this, (int)socket.Handle);
    }

    public EndPoint EndPoint { get; }

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        if (_inARow++ < InARowMax && IsDone(out var connection)) return new(connection);
        _inARow = 0;
        _source.Reset();
        var pending = new ValueTask<ConnectionContext?>(this, _source.Version);
        Interlocked.Exchange(ref _state, Waiting);
        if (Volatile.Read(ref _hasCome) != 0) _loop.Ask(this);
        return pending;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_isClosed) return default;
            _isClosed = true;
            _loop.Forget(_watchedAs);
            _socket.Dispose();
        }

        Volatile.Write(ref _hasCome, 1);
        if (Interlocked.CompareExchange(ref _state, None, Waiting) == Waiting) _source.SetResult(null);
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    public void OnEvents(uint events) => OnTurn();

    public void OnTurn()
    {
        Volatile.Write(ref _hasCome, 1);
        if (Interlocked.CompareExchange(ref _state, None, Waiting) != Waiting) return;
        if (IsDone(out var connection))
        {
            _source.SetResult(connection);
            return;
        }

        Interlocked.Exchange(ref _state, Waiting);
        if (Volatile.Read(ref _hasCome) != 0) _loop.Ask(this);
    }

    ConnectionContext? IValueTaskSource<ConnectionContext?>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ConnectionContext?>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<ConnectionContext?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    // True with a connection, or with null when there will be none any more.
    private bool IsDone(out ConnectionContext? connection)
    {
        Span<byte> from = stackalloc byte[PeerAddress.BytesMax];
        connection = null;
        var closed = 0;
        while (true)
        {
            int accepted;
            lock (_lock)
            {
                if (_isClosed) return true;
                Volatile.Write(ref _hasCome, 0);
                accepted = Libc.Accept((int)_socket.Handle, from);
            }

            if (accepted > SocketMax)
            {
                _ = Libc.Close(accepted);
                if (++closed < ClosedInARowMax) continue;
                AskLater();
                return false;
            }

            if (accepted >= 0)
            {
                Volatile.Write(ref _hasCome, 1); // there may be more, of whom no edge tells
                if (Open(accepted, from) is not { } opened) continue;
                connection = opened;
                return true;
            }

            if (accepted == -Libc.Again) return false;
            if (-accepted is Libc.BadFile or Libc.Invalid or Libc.NotSocket) return true;
            if (-accepted is not (Libc.TooMany or Libc.TooManyInSystem or Libc.NoBuffers or Libc.NoMemory)) continue; // it has gone before it was accepted
            AskLater();
            return false;
        }
    }

    // There are too many files, and fewer perhaps soon; no edge tells of who waits already.
    private void AskLater()
    {
        if (Interlocked.Exchange(ref _asksLater, 1) == 0) _ = AskLaterAsync();
    }

    private async Task AskLaterAsync()
    {
        await Task.Delay(ShortageWait);
        Interlocked.Exchange(ref _asksLater, 0); // before the turn, which may ask again
        _loop.Ask(this);
    }

    private EpollConnection? Open(int accepted, ReadOnlySpan<byte> from)
    {
        try
        {
            var connection = new EpollConnection(accepted, EndPoint is IPEndPoint ? PeerAddress.Read(from) : EndPoint, _loops.Next());
            connection.Start();
            return connection;
        }
        catch (IOException)
        {
            _ = Libc.Close(accepted); // it cannot be watched
            return null;
        }
    }
}
