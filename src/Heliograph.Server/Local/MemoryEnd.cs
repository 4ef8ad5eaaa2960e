using System.Buffers;
using System.IO.Pipelines;

namespace Heliograph.Server.Local;

/// <summary>The client's end of a <see cref="MemoryConnection"/>: one reader and one writer at a time. Dispose it to close.</summary>
internal sealed class MemoryEnd(PipeReader input, PipeWriter output) : Stream
{
    private readonly Lock _lock = new();
    private bool _isReading;
    private bool _isCut;
    private bool _isOver; // nobody reads any more: the pipe is told

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The broker closes it at once: what is read or written from now on fails. Any thread.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _isCut = true;
            if (_isReading) input.CancelPendingRead();
            else EndReading();
        }
    }

    /// <exception cref="IOException">The broker has cut the connection.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!TryBeginReading()) return 0;
        var isEnd = true;
        try
        {
            var read = await input.ReadAsync(cancellationToken);
            var count = (int)Math.Min(buffer.Length, read.Buffer.Length);
            read.Buffer.Slice(0, count).CopyTo(buffer.Span);
            input.AdvanceTo(read.Buffer.GetPosition(count));
            isEnd = count == 0 && buffer.Length > 0;
            return count;
        }
        catch (OperationCanceledException)
        {
            isEnd = false;
            throw;
        }
        finally
        {
            StopReading(isEnd);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <exception cref="IOException">The broker has closed the connection.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if ((await output.WriteAsync(buffer, cancellationToken)).IsCompleted) throw new IOException("The broker has closed the connection.");
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
        // Every write is flushed.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Cut();
            output.Complete();
        }

        base.Dispose(disposing);
    }

    private bool TryBeginReading()
    {
        lock (_lock)
        {
            if (_isReading) throw new InvalidOperationException("One read at a time: another is under way.");
            if (_isOver) return _isCut ? throw new IOException("The connection has been closed.") : false;
            return _isReading = true;
        }
    }

    private void StopReading(bool isEnd)
    {
        lock (_lock)
        {
            _isReading = false;
            if (isEnd || _isCut) EndReading();
        }
    }

    private void EndReading()
    {
        if (_isOver) return;
        _isOver = true;
        input.Complete();
    }
}
