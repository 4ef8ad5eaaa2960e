using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Listeners;

/// <summary>A connection within another one: what it reads and writes is unwrapped and wrapped by two loops. Run it once.</summary>
internal abstract class PumpedTransport : ConnectionContext, IDuplexPipe
{
    /// <summary>How long a peer may take to answer that it closes, too.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(1);

    private const int ReadBytes = 4 * 1024;

    private readonly Pipe _received = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe _sent = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CancellationTokenSource _closed = new();
    private volatile bool _isCut;

    protected PumpedTransport(string connectionId, IFeatureCollection features)
    {
        (ConnectionId, Features) = (connectionId, features);
        ConnectionClosed = _closed.Token;
        Transport = this;
    }

    public sealed override string ConnectionId { get; set; }

    public sealed override IFeatureCollection Features { get; }

    public sealed override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public sealed override IDuplexPipe Transport { get; set; }

    PipeReader IDuplexPipe.Input => _received.Reader;

    PipeWriter IDuplexPipe.Output => _sent.Writer;

    /// <summary>Carries bytes until the connection has been served.</summary>
    public async Task RunAsync(ConnectionDelegate serve)
    {
        var (receiving, sending) = (ReceiveAllAsync(), SendAllAsync());
        try
        {
            await serve(this);
        }
        finally
        {
            await _sent.Writer.CompleteAsync();
            await sending;
            await receiving.WaitAsync(FarewellMax).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Cut();
            await _received.Reader.CompleteAsync(); // a reception that waits for room ends
            await receiving;
            await _closed.CancelAsync();
        }
    }

    public sealed override void Abort(ConnectionAbortedException abortReason)
    {
        _isCut = true;
        Cut();
        _sent.Reader.CancelPendingRead();
    }

    /// <summary>Reads some bytes; 0 when the peer has nothing more to say.</summary>
    /// <exception cref="ConnectionAbortedException">The peer breaks the rules of what wraps the bytes.</exception>
    protected abstract ValueTask<int> ReceiveAsync(Memory<byte> into);

    /// <summary>Writes all of some bytes.</summary>
    protected abstract ValueTask SendAsync(ReadOnlySequence<byte> bytes);

    /// <summary>Tells the peer that nothing more comes.</summary>
    protected abstract Task SayGoodbyeAsync(CancellationToken stop);

    /// <summary>Ends it at once. Any thread, any number of times.</summary>
    protected abstract void Cut();

    private async Task ReceiveAllAsync()
    {
        Exception? failure = null;
        try
        {
            while (true)
            {
                var count = await ReceiveAsync(_received.Writer.GetMemory(ReadBytes));
                if (count == 0) break;
                _received.Writer.Advance(count);
                if ((await _received.Writer.FlushAsync()).IsCompleted) break;
            }
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            failure = lost as ConnectionAbortedException ?? new ConnectionAbortedException(lost.Message, lost);
        }

        await _closed.CancelAsync();
        await _received.Writer.CompleteAsync(failure);
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (true)
            {
                var read = await _sent.Reader.ReadAsync();
                if (!read.Buffer.IsEmpty) await SendAsync(read.Buffer);
                _sent.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || _isCut) break;
            }

            using var stop = new CancellationTokenSource(FarewellMax);
            await SayGoodbyeAsync(stop.Token);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            // The receiving side tells.
        }

        await _sent.Reader.CompleteAsync();
    }

    private static bool IsLoss(Exception failure) => failure
        is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
