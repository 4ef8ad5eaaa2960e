using System.Buffers;
using System.IO.Pipelines;
using Heliograph.Broker.Connections;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners;

/// <summary>Writes one connection's outgoing bytes: one drain at a time, and what gathers meanwhile goes with the next (law L5).</summary>
internal sealed class OutputDrain(Broker.Broker broker, BrokerClock clock, ConnectionContext transport)
{
    /// <summary>How long a peer may take to read what is left after its connection has ended.</summary>
    private static readonly TimeSpan FinishMax = TimeSpan.FromSeconds(5);

    /// <summary>How long to go on reading after the last bytes, so that what the peer still sends does not reset them.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    private const int Idle = 0, Draining = 1, DrainingAgain = 2, Unstarted = 3, UnstartedAgain = 4;

    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PipeWriter _output = transport.Transport.Output;
    private Connection? _connection;
    private volatile bool _hasWritten;
    private int _state = Unstarted;

    /// <summary>The connection is known to the engine: what was flushed before then is drained now.</summary>
    public void Start(Connection connection)
    {
        _connection = connection;
        if (Interlocked.Exchange(ref _state, Idle) == UnstartedAgain) Flush();
    }

    /// <summary>There may be bytes to write. Any thread.</summary>
    public void Flush()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state is DrainingAgain or UnstartedAgain) return;
            if (Interlocked.CompareExchange(ref _state, state + 1, state) != state) continue;
            if (state == Idle) Drain();
            return;
        }
    }

    /// <summary>Waits until the last bytes are written and the peer had time to read them; never longer than the bound.</summary>
    public async Task FinishAsync()
    {
        try
        {
            await _finished.Task.WaitAsync(FinishMax);
            if (_hasWritten) await DiscardInputAsync();
        }
        catch (TimeoutException)
        {
            transport.Abort(new("The peer did not read what was left for it."));
        }
    }

    // Runs on whichever thread flushed; goes on elsewhere only when the transport is full.
    private void Drain()
    {
        do
        {
            while (TryWrite(out var flush))
            {
                if (flush.IsCompletedSuccessfully && !flush.Result.IsCompleted)
                {
                    OnWritten();
                    continue;
                }

                _ = ContinueAsync(flush);
                return;
            }
        }
        while (!TryRest());
    }

    private async Task ContinueAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            if ((await flush).IsCompleted)
            {
                _finished.TrySetResult(); // nobody reads any more; the state stays Draining for ever
                return;
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or InvalidOperationException)
        {
            _finished.TrySetResult(); // the reading side reports the end
            return;
        }

        OnWritten();
        Drain();
    }

    private bool TryWrite(out ValueTask<FlushResult> flush)
    {
        flush = default;
        broker.TakeOutput(_connection!, out var bytes, out var isLast);
        if (bytes.IsEmpty)
        {
            if (!isLast) return false;
            _finished.TrySetResult();
            transport.Transport.Input.CancelPendingRead();
            return false;
        }

        _hasWritten = true;
        foreach (var segment in bytes) _output.Write(segment.Span);
        bytes.Release();
        flush = _output.FlushAsync();
        return true;
    }

    private bool TryRest() =>
        Interlocked.CompareExchange(ref _state, Idle, Draining) == Draining
        || Interlocked.CompareExchange(ref _state, Draining, DrainingAgain) != DrainingAgain;

    private void OnWritten()
    {
        if (!Broker.Broker.IsWaitingForRoom(_connection!)) return;
        using var batch = broker.BeginBatch(clock.Now);
        Broker.Broker.OnWritten(_connection!, batch);
    }

    private async Task DiscardInputAsync()
    {
        using var linger = new CancellationTokenSource(Linger);
        try
        {
            while (true)
            {
                var read = await transport.Transport.Input.ReadAsync(linger.Token);
                transport.Transport.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (OperationCanceledException) when (linger.IsCancellationRequested)
        {
            // The peer keeps its side open: the connection is closed all the same.
        }
    }
}
