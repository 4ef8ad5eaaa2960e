using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>A TCP or Unix connection whose bytes are received by a loop's thread and sent by whoever has some.</summary>
internal sealed class EpollConnection : ConnectionContext, ILoopGuest, IDuplexPipe, IConnectionSocketFeature, ILoopFeature
{
    private readonly EpollLoop _loop;
    private readonly EpollReader _reader;
    private readonly EpollWriter _writer;
    private readonly int _handle;
    private ulong _watchedAs;
    private CancellationTokenSource? _closed;
    private IDictionary<object, object?>? _items;
    private bool _isClosed;
    private bool _isDisposed;
    private bool _isSettled;

    /// <param name="handle">The socket, which is closed with the connection.</param>
    /// <param name="remote">Who is at the other end.</param>
    /// <param name="loop">Receives.</param>
    public EpollConnection(int handle, EndPoint? remote, EpollLoop loop)
    {
        (_handle, _loop, RemoteEndPoint) = (handle, loop, remote);
        _reader = new(this, loop);
        _writer = new(this, loop);
        Features = new EpollFeatures(this);
        Transport = this;
    }

    /// <summary>The socket for who asks about it, which few do. It does not close with this.</summary>
    public Socket Socket => field ??= new(new SafeSocketHandle(_handle, ownsHandle: false));

    public override string ConnectionId
    {
        get => field ??= $"{_loop.GetHashCode():X}-{_watchedAs:X}";
        set;
    }

    public override IFeatureCollection Features { get; }

    public override EndPoint? LocalEndPoint
    {
        get => field ??= Socket.LocalEndPoint;
        set;
    }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _reader;

    PipeWriter IDuplexPipe.Output => _writer;

    /// <summary>Ends when the peer has said its last, or either side has cut the connection.</summary>
    public override CancellationToken ConnectionClosed
    {
        get
        {
            lock (_reader)
            {
                _closed ??= new();
                if (_isClosed) _closed.Cancel();
                return _closed.Token;
            }
        }
        set => throw new NotSupportedException();
    }

    public string? Fault { get; set; }

    public void LeaveLoop()
    {
        _reader.GoElsewhere();
        _writer.GoElsewhere();
    }

    public void Settle()
    {
        lock (_reader)
        {
            if (_isDisposed || _isSettled) return;
            _isSettled = true;
            _loop.Settle(_watchedAs, _handle);
        }
    }

    /// <summary>Begins to take part: events come from now on.</summary>
    public void Start() => _watchedAs = _loop.Add(this, _handle);

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _reader.Fail(abortReason);
        _writer.Break();
        ShutDown();
        OnClosed();
    }

    public override void Abort() => Abort(new("The connection was cut."));

    public override ValueTask DisposeAsync()
    {
        _writer.Break();
        lock (_reader)
        {
            if (_isDisposed) return base.DisposeAsync();
            _isDisposed = true;
            _loop.Forget(_watchedAs);
            _ = Libc.Close(_handle); // says goodbye, and ends the watching
        }

        OnClosed();
        return base.DisposeAsync();
    }

    /// <summary>Something happened to the socket. The loop's thread.</summary>
    public void OnEvents(uint events)
    {
        if ((events & (Libc.EpollOut | Libc.EpollErr | Libc.EpollHup)) != 0) _writer.OnWritable();
        if ((events & (Libc.EpollErr | Libc.EpollHup)) != 0 || ((events & Libc.EpollRdHup) != 0 && HasNothingUnread())) OnClosed();
        if ((events & (Libc.EpollRdHup | Libc.EpollErr | Libc.EpollHup)) != 0) _reader.OnEnding();
        else if ((events & Libc.EpollIn) != 0) _reader.OnReadable();
    }

    /// <summary>It asked for a turn. The loop's thread.</summary>
    public void OnTurn()
    {
        _writer.OnWritable();
        _reader.OnReadable();
    }

    /// <summary>Sends what the socket takes. Any thread.</summary>
    /// <returns>How many bytes, or minus the error.</returns>
    public unsafe int Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes)
        {
            lock (_reader) return _isDisposed ? -Libc.BadFile : Result(Libc.Send(_handle, at, bytes.Length, Libc.DontWait | Libc.NoSignal));
        }
    }

    /// <summary>Receives what has come. Any thread.</summary>
    /// <returns>How many bytes, 0 at the end of them, or minus the error.</returns>
    public unsafe int Receive(Span<byte> into, int flags = 0)
    {
        fixed (byte* at = into)
        {
            lock (_reader) return _isDisposed ? -Libc.BadFile : Result(Libc.Receive(_handle, at, into.Length, Libc.DontWait | flags));
        }
    }

    /// <summary>Both have said their last, or the peer has and all of that is received.</summary>
    public void OnClosed()
    {
        CancellationTokenSource? closed;
        lock (_reader)
        {
            if (_isClosed) return;
            _isClosed = true;
            closed = _closed;
        }

        closed?.CancelAsync(); // whoever waits for it goes on elsewhere
    }

    // Under the lock that closing takes: what is closed may be another connection's number already.
    private static int Result(nint count) => count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();

    private bool HasNothingUnread()
    {
        Span<byte> one = stackalloc byte[1];
        return Receive(one, Libc.Peek) <= 0;
    }

    private void ShutDown()
    {
        lock (_reader)
        {
            if (!_isDisposed) _ = Libc.ShutDown(_handle, Libc.Both);
        }
    }
}
