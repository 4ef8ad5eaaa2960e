using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>The receiving half of a connection. Only the loop's thread receives; whoever reads goes on there.</summary>
/// <remarks>
/// What is received stands in the loop's buffer as long as the turn lasts. What is left of it then, and what is to be looked at
/// again with more behind it, is kept in a buffer of the connection's own: an idle one has none.
/// </remarks>
internal sealed class EpollReader(EpollConnection connection, EpollLoop loop) : PipeReader, IValueTaskSource<ReadResult>
{
    private const int None = 0, Waiting = 1;

    private const int KeptBytesMin = 4_096, ElsewhereBytes = 16_384;

    private ManualResetValueTaskSourceCore<ReadResult> _source;
    private int _state; // Waiting from a read that finds nothing until someone takes it to be completed
    private int _hasCome; // an edge that nobody has read after
    private int _isCancelRequested;
    private Exception? _failure;
    private bool _isEndNear; // the peer has said its last; what it said before may be yet to be received
    private bool _isAtEnd;
    private bool _isExamined = true;

    // What is to be read: a part of the loop's buffer, or of one of its own.
    private byte[] _bytes = [];
    private int _from;
    private int _end;
    private volatile bool _isLoops; // written after what it tells of
    private volatile bool _isElsewhere;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (TryRead(out var result)) return new(result);
        if (_failure is { } failure) return ValueTask.FromException<ReadResult>(failure);
        _source.Reset();
        _source.RunContinuationsAsynchronously = _isElsewhere;
        var pending = new ValueTask<ReadResult>(this, _source.Version);
        Interlocked.Exchange(ref _state, Waiting);
        if (Volatile.Read(ref _hasCome) != 0) loop.Ask(connection);
        if (Volatile.Read(ref _isCancelRequested) != 0 || Volatile.Read(ref _failure) is not null) CompleteElsewhere();
        return cancellationToken.CanBeCanceled ? WithCancellation(pending, cancellationToken) : pending;
    }

    public override bool TryRead(out ReadResult result)
    {
        var isCanceled = Interlocked.Exchange(ref _isCancelRequested, 0) != 0;
        var isThere = isCanceled || (!_isExamined && _end > _from) || _isAtEnd;
        result = isThere ? Result(isCanceled) : default;
        return isThere;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (consumed.GetObject() is not null) _from = consumed.GetInteger();
        _isExamined = examined.GetObject() is null || examined.GetInteger() >= _end;
        if (_from >= _end) LetGo();
        else if (_isLoops) Keep(_end - _from);
    }

    public override void CancelPendingRead()
    {
        Interlocked.Exchange(ref _isCancelRequested, 1);
        CompleteElsewhere();
    }

    public override void Complete(Exception? exception = null) => LetGo();

    /// <summary>Whoever reads goes on on other threads from now on.</summary>
    public void GoElsewhere() => _isElsewhere = true;

    /// <summary>Every read fails from now on. Any thread.</summary>
    public void Fail(Exception failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        CompleteElsewhere();
    }

    /// <summary>The end of the bytes has come; some may stand before it. The loop's thread.</summary>
    public void OnEnding()
    {
        _isEndNear = true;
        OnReadable();
    }

    /// <summary>Bytes have come, or the end of them. The loop's thread.</summary>
    public void OnReadable()
    {
        Volatile.Write(ref _hasCome, 1);
        if (Interlocked.CompareExchange(ref _state, None, Waiting) != Waiting) return;
        Volatile.Write(ref _hasCome, 0);
        var count = Receive(out var isFull);
        if (count == -Libc.Again)
        {
            if (_from == _end) LetGo();
            Interlocked.Exchange(ref _state, Waiting);
            if (Volatile.Read(ref _isCancelRequested) != 0) CompleteElsewhere();
            return;
        }

        if (count > 0) loop.OnReceived(count);
        else End(-count);
        if (isFull || _isEndNear) Volatile.Write(ref _hasCome, 1); // there is more, of which no edge tells
        if (_failure is { } failure) _source.SetException(failure);
        else _source.SetResult(Result(isCanceled: false));
        if (_isLoops) loop.GiveBufferAway(); // the reader goes on with it on another thread
    }

    // Clients that vanish come in crowds, and an exception costs more than all else that is done for one: the loop's own readers see an end.
    private void End(int error)
    {
        if (error != 0 && _isElsewhere)
        {
            Interlocked.CompareExchange(ref _failure, new ConnectionResetException(Marshal.GetPInvokeErrorMessage(error)), null);
            return;
        }

        if (error != 0) connection.Fault = Marshal.GetPInvokeErrorMessage(error);
        _isAtEnd = true;
        connection.OnClosed();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private ReadResult Result(bool isCanceled) => new(new ReadOnlySequence<byte>(_bytes, _from, _end - _from), isCanceled, _isAtEnd);

    // Whoever cancels has other things to do than what the reader does next.
    private void CompleteElsewhere()
    {
        if (Interlocked.CompareExchange(ref _state, None, Waiting) != Waiting) return;
        _source.RunContinuationsAsynchronously = true;
        if (_failure is { } failure)
        {
            _source.SetException(failure);
            return;
        }

        Interlocked.Exchange(ref _isCancelRequested, 0);
        _source.SetResult(Result(isCanceled: true));
    }

    private async ValueTask<ReadResult> WithCancellation(ValueTask<ReadResult> pending, CancellationToken stop)
    {
        ReadResult result;
        using (stop.UnsafeRegister(static reader => ((EpollReader)reader!).CancelPendingRead(), this)) result = await pending;
        if (!stop.IsCancellationRequested) return result;
        Interlocked.Exchange(ref _isCancelRequested, 0);
        if (result.IsCanceled) throw new OperationCanceledException(stop);
        return result;
    }

    // Into the loop's buffer, behind what is left from before; much of that stays where it is, with what comes behind it.
    private int Receive(out bool isFull)
    {
        var left = _end - _from;
        if (_isElsewhere || left > EpollLoop.BufferBytes / 2)
        {
            if (_end == _bytes.Length) Keep(Math.Max(ElsewhereBytes, 2 * left));
            var more = Receive(_bytes.AsSpan(_end), out isFull);
            _end += Math.Max(0, more);
            return more;
        }

        var buffer = loop.Buffer;
        var count = Receive(buffer.AsSpan(left), out isFull);
        if (count <= 0) return count;
        _bytes.AsSpan(_from, left).CopyTo(buffer);
        LetGo();
        (_bytes, _from, _end) = (buffer, 0, left + count);
        _isLoops = true;
        return count;
    }

    // Gives the number of bytes, 0 at the end of them, or minus the error.
    private int Receive(Span<byte> into, out bool isFull)
    {
        int count;
        do count = connection.Receive(into);
        while (count == -Libc.Interrupted);
        isFull = count == into.Length;
        return count;
    }

    private void Keep(int room)
    {
        var kept = KeptBuffers.Rent(Math.Max(KeptBytesMin, room));
        var count = _end - _from;
        _bytes.AsSpan(_from, count).CopyTo(kept);
        if (!_isLoops && _bytes.Length > 0) KeptBuffers.Return(_bytes);
        (_bytes, _from, _end) = (kept, 0, count);
        _isLoops = false;
    }

    private void LetGo()
    {
        if (!_isLoops && _bytes.Length > 0) KeptBuffers.Return(_bytes);
        (_bytes, _from, _end) = ([], 0, 0);
        _isLoops = false;
    }
}
