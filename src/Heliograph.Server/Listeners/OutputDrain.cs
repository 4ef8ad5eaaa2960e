using System.Buffers;
using System.IO.Pipelines;
using Heliograph.Broker.Connections;
using Heliograph.Server.Tracing;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners;

/// <summary>Writes one connection's outgoing bytes: one drain at a time, and what gathers meanwhile goes with the next (law L5).</summary>
internal sealed partial class OutputDrain(
    Broker.Broker broker, BrokerClock clock, ConnectionContext transport, ConnectionTap tap, ILogger logger)
{
    /// <summary>How long a peer may take to read what is left after its connection has ended.</summary>
    private static readonly TimeSpan FinishMax = TimeSpan.FromSeconds(5);

    /// <summary>How long to go on reading after the last bytes, so that what the peer still sends does not reset them.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);

    private const int Idle = 0, Draining = 1, DrainingAgain = 2, Unstarted = 3, UnstartedAgain = 4, Ended = 5;

    private readonly ILogger _logger = logger;
    private TaskCompletionSource? _ended; // once someone waits for it
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
            if (state is DrainingAgain or UnstartedAgain or Ended) return;
            if (Interlocked.CompareExchange(ref _state, state + 1, state) != state) continue;
            if (state == Idle) Drain();
            return;
        }
    }

    /// <summary>Waits until the last bytes are written and the peer had time to read them; never longer than the bound.</summary>
    public async Task FinishAsync()
    {
        if (!await HasEndedAsync()) transport.Abort(new("The peer did not read what was left for it."));
        else if (_hasWritten) await DiscardInputAsync();
    }

    /// <summary>Ends the output, after <see cref="Broker.Broker.OnTransportClosed"/>. No thread writes when it returns.</summary>
    /// <remarks>What has been written still goes to a peer that reads; one that does not is cut off after the bound.</remarks>
    public async Task CloseAsync()
    {
        Flush(); // the engine has nothing left: an idle drain finds that out and ends
        if (!await HasEndedAsync())
        {
            transport.Abort(new("The peer did not read what was left for it."));
            await EndedAsync();
        }

        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
#pragma warning disable CS0618 // Pipes invoke it; for a transport that does not, the bound ends the wait.
        _output.OnReaderCompleted(static (_, state) => ((TaskCompletionSource)state!).TrySetResult(), sent);
#pragma warning restore CS0618
        await _output.CompleteAsync();
        await sent.Task.WaitAsync(FinishMax).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!sent.Task.IsCompleted) transport.Abort(new("The peer did not read what was left for it."));
    }

    private async Task<bool> HasEndedAsync()
    {
        await EndedAsync().WaitAsync(FinishMax).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Volatile.Read(ref _state) == Ended;
    }

    private Task EndedAsync()
    {
        if (Volatile.Read(ref _state) == Ended) return Task.CompletedTask;
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Interlocked.CompareExchange(ref _ended, mine, null) ?? mine;
        if (Volatile.Read(ref _state) == Ended) first.TrySetResult(); // it ended before it could know of who waits
        return first.Task;
    }

    // Runs on whichever thread flushed; goes on elsewhere only when the transport is full. That thread serves others:
    // what fails here ends this connection and nothing else.
    private void Drain()
    {
        try
        {
            do
            {
                while (TryWrite(out var flush))
                {
                    if (!flush.IsCompletedSuccessfully)
                    {
                        _ = ContinueAsync(flush);
                        return;
                    }

                    if (flush.Result.IsCompleted)
                    {
                        End(); // nobody reads any more; the reading side reports it
                        return;
                    }

                    OnWritten();
                }

                if (Volatile.Read(ref _state) == Ended) return;
            }
            while (!TryRest());
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private async Task ContinueAsync(ValueTask<FlushResult> flush)
    {
        try
        {
            if ((await flush).IsCompleted)
            {
                End();
                return;
            }

            OnWritten();
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            End();
            return;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return;
        }

        Drain();
    }

    private bool TryWrite(out ValueTask<FlushResult> flush)
    {
        flush = default;
        broker.TakeOutput(_connection!, out var bytes, out var isLast);
        if (bytes.IsEmpty)
        {
            if (isLast) End();
            return false;
        }

        _hasWritten = true;
        if (tap.IsOn) tap.OnSent(bytes);
        foreach (var segment in bytes) _output.Write(segment.Span);
        bytes.Release();
        flush = _output.FlushAsync();
        return true;
    }

    // For ever: whoever flushes from now on finds nothing to do.
    private void End()
    {
        Interlocked.Exchange(ref _state, Ended);
        Volatile.Read(ref _ended)?.TrySetResult();
        transport.Transport.Input.CancelPendingRead();
    }

    private void Fail(Exception failure)
    {
        LogFailure(failure);
        End();
        transport.Abort(new("The broker failed to write to it.", failure));
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

    // Until the peer has closed, or keeps its side open for so long: the connection is closed all the same.
    private async Task DiscardInputAsync()
    {
        var input = transport.Transport.Input;
        using var linger = new CancellationTokenSource(Linger);
        await using var end = linger.Token.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        while (!linger.IsCancellationRequested)
        {
            var read = await input.ReadAsync(CancellationToken.None);
            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    [LoggerMessage(LogLevel.Error, "a connection ends: the broker failed to write to it")]
    private partial void LogFailure(Exception failure);
}
