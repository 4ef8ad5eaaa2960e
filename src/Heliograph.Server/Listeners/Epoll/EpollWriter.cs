using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>The sending half of a connection: a flush sends on the thread that asks for it, and what the socket does not take is sent when it does.</summary>
/// <remarks>One flush at a time. A connection that has nothing to send has no buffer.</remarks>
internal sealed class EpollWriter(EpollConnection connection, EpollLoop loop) : PipeWriter, IValueTaskSource<FlushResult>
{
    private const int None = 0, Waiting = 1;

    private const int BufferBytesMin = 4_096;

    private ManualResetValueTaskSourceCore<FlushResult> _source;
    private byte[] _bytes = [];
    private int _from;
    private int _end;
    private int _state; // Waiting from a flush that is not done until someone takes it to go on
    private int _hasRoom; // an edge that nobody has sent after
    private volatile bool _isElsewhere;
    private bool _isBroken;
    private bool _isCanceled;
    private bool _isCompleted;
    private (Action<Exception?, object?> Tell, object? State)? _whenCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _end - _from;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(1, sizeHint));
        return _bytes.AsMemory(_end);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _end += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsSent()) return new(new FlushResult(isCanceled: false, IsOver));
        _source.Reset();
        _source.RunContinuationsAsynchronously = _isElsewhere;
        var pending = new ValueTask<FlushResult>(this, _source.Version);
        Interlocked.Exchange(ref _state, Waiting);
        if (Volatile.Read(ref _hasRoom) != 0 || Volatile.Read(ref _isBroken) || Volatile.Read(ref _isCanceled)) loop.Ask(connection);
        return cancellationToken.CanBeCanceled ? WithCancellation(pending, cancellationToken) : pending;
    }

    public override void CancelPendingFlush()
    {
        Volatile.Write(ref _isCanceled, true);
        loop.Ask(connection);
    }

    public override void Complete(Exception? exception = null)
    {
        _isCompleted = true;
        LetGo();
        _whenCompleted?.Tell(exception, _whenCompleted?.State);
    }

#pragma warning disable CS0672 // What pipes do; the drain waits for it.
    public override void OnReaderCompleted(Action<Exception?, object?> callback, object? state) => _whenCompleted = (callback, state);
#pragma warning restore CS0672

    /// <summary>Whoever waits for a flush goes on on other threads from now on.</summary>
    public void GoElsewhere() => _isElsewhere = true;

    /// <summary>Nothing more is sent. Any thread.</summary>
    public void Break()
    {
        Volatile.Write(ref _isBroken, true);
        if (Volatile.Read(ref _state) == Waiting) loop.Ask(connection);
    }

    /// <summary>The socket takes bytes again, or never will. The loop's thread.</summary>
    public void OnWritable()
    {
        Volatile.Write(ref _hasRoom, 1);
        if (Interlocked.CompareExchange(ref _state, None, Waiting) != Waiting) return;
        var isCanceled = _isCanceled;
        _isCanceled = false;
        if (IsSent() || isCanceled)
        {
            _source.SetResult(new(isCanceled, IsOver));
            return;
        }

        Interlocked.Exchange(ref _state, Waiting);
        if (Volatile.Read(ref _isBroken)) loop.Ask(connection);
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private async ValueTask<FlushResult> WithCancellation(ValueTask<FlushResult> pending, CancellationToken stop)
    {
        FlushResult result;
        using (stop.UnsafeRegister(static writer => ((EpollWriter)writer!).CancelPendingFlush(), this)) result = await pending;
        if (stop.IsCancellationRequested) Volatile.Write(ref _isCanceled, false); // it came too late for this one, and is not for the next
        if (result.IsCanceled) stop.ThrowIfCancellationRequested();
        return result;
    }

    private bool IsOver => _isCompleted || Volatile.Read(ref _isBroken);

    // True when nothing is left to be sent, or nothing can be.
    private bool IsSent()
    {
        while (_from < _end && !Volatile.Read(ref _isBroken))
        {
            Volatile.Write(ref _hasRoom, 0);
            var count = connection.Send(_bytes.AsSpan(_from, _end - _from));
            if (count == -Libc.Again) return false;
            if (count >= 0) _from += count;
            else if (count != -Libc.Interrupted) Volatile.Write(ref _isBroken, true);
        }

        LetGo();
        return true;
    }

    private void MakeRoom(int bytes)
    {
        if (_bytes.Length - _end >= bytes) return;
        var count = _end - _from;
        var larger = KeptBuffers.Rent(Math.Max(BufferBytesMin, Math.Max(2 * count, count + bytes)));
        _bytes.AsSpan(_from, count).CopyTo(larger);
        if (_bytes.Length > 0) KeptBuffers.Return(_bytes);
        (_bytes, _from, _end) = (larger, 0, count);
    }

    private void LetGo()
    {
        if (_bytes.Length > 0) KeptBuffers.Return(_bytes);
        (_bytes, _from, _end) = ([], 0, 0);
    }
}
