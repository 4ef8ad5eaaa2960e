using System.Buffers;
using System.IO.Pipelines;
using Heliograph.Broker;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Outgoing;
using Heliograph.Server.Security;
using Heliograph.Server.Tracing;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners;

/// <summary>One network connection: reads, asks the engine, writes. It holds no rule of the protocol.</summary>
internal sealed partial class ClientConnection : IOutlet
{
    private readonly Broker.Broker _broker;
    private readonly BrokerClock _clock;
    private readonly Admission _admission;
    private readonly ConnectionContext _transport;
    private readonly Connection _connection;
    private readonly OutputDrain _drain;
    private readonly ResumeSignal _resumed = new();
    private readonly Hearing _hearing;
    private readonly ConnectionTap _tap;
    private readonly ILogger _logger;
    private FirstWords? _firstWords; // null once they were heard; the serving loop's own

    public ClientConnection(
        Broker.Broker broker, BrokerClock clock, IAuthenticator authenticator, ConnectionContext transport, Tracer tracer, ILogger logger)
    {
        _logger = logger;
        _broker = broker;
        _clock = clock;
        _admission = new(broker, clock, authenticator, logger);
        _transport = transport;
        _hearing = new(transport);
        _firstWords = transport.Features.Get<FirstWords>();
        using var batch = broker.BeginBatch(clock.Now);
        _tap = new(tracer, transport);
        _drain = new(broker, clock, transport, _tap, logger);
        _connection = broker.Open(this, Peers.Of(transport), batch);
        _tap.Start(_connection);
        _drain.Start(_connection);
    }

    /// <summary>Serves the connection until either side ends it. Never throws: what goes wrong ends this connection only.</summary>
    public async Task RunAsync()
    {
        var cause = "the peer closed the connection";
        try
        {
            if (await ServeAsync(_transport.Transport.Input)) await _drain.FinishAsync();
        }
        catch (Exception failure) when (failure is IOException or ConnectionAbortedException)
        {
            cause = $"the network connection failed: {failure.Message}";
        }
        catch (OperationCanceledException)
        {
            // The peer left while it was to wait: the cause stands.
        }
        catch (Exception failure)
        {
            cause = $"the broker failed to serve it: {failure.Message}";
            LogFailure(failure, _connection.Address);
        }

        Leave(cause);
        await _drain.CloseAsync();
    }

    public void Flush()
    {
        _drain.Flush();
        if (_connection is { HasEnded: true }) WakeUp();
    }

    public void Resume() => _resumed.Set();

    /// <summary>Ends when all that its peer had sent has been handled, or it has ended. Whoever asks sets a bound. Any thread.</summary>
    public Task HeardOutAsync() => _hearing.HeardOutAsync();

    // True when the engine ended the connection, so that its last bytes are worth waiting for.
    private async Task<bool> ServeAsync(PipeReader input)
    {
        while (true)
        {
            // Not cancelled when the peer closes: what it sent before is still to be read, and then the pipe completes.
            var read = await input.ReadAsync(CancellationToken.None);
            var unread = read.Buffer;
            if (await AreForeignAsync(unread)) return false; // they have been answered
            var status = Handle(ref unread);
            if (status == InputStatus.Suspended)
            {
                input.AdvanceTo(unread.Start); // it does not hold the whole of what was read while it waits
                await ContinueAsync();
                continue;
            }

            input.AdvanceTo(unread.Start, unread.End);
            if (status == InputStatus.Closed) return true;
            if (read.IsCompleted) return false;
            _hearing.OnHandled();
        }
    }

    // Of the first bytes, where they were not looked at before.
    private ValueTask<bool> AreForeignAsync(in ReadOnlySequence<byte> bytes)
    {
        if (_firstWords is not { } words || bytes.IsEmpty) return new(false);
        _firstWords = null;
        return words.AreForeignAsync(bytes);
    }

    private InputStatus Handle(ref ReadOnlySequence<byte> unread)
    {
        using var batch = _broker.BeginBatch(_clock.Now);
        var before = unread;
        var status = _broker.Handle(_connection, ref unread, batch);
        if (_tap.IsOn) _tap.OnReceived(before.Slice(before.Start, unread.Start)); // before the answers leave
        return status;
    }

    private async Task ContinueAsync()
    {
        if (_connection.PendingAuthentication is not { } request)
        {
            if (_connection.PausedUntil is { } end) await PauseAsync(end);
            else await _resumed.WaitAsync(_transport.ConnectionClosed);
            return;
        }

        if (await _admission.AskAsync(_connection, request) is not { } result) return;
        using var batch = _broker.BeginBatch(_clock.Now);
        _broker.CompleteAuthentication(_connection, result, batch);
    }

    // Not cut short by a peer that closes: what it sent before is still to be handled.
    private async Task PauseAsync(Instant end)
    {
        await using var alarm = _clock.After(end - _clock.Now, _resumed.Set);
        await _resumed.WaitAsync(CancellationToken.None);
    }

    // The engine has ended the connection: whatever its serving waits for, it waits no longer. Any thread.
    private void WakeUp()
    {
        _transport.Transport.Input.CancelPendingRead();
        _resumed.Set();
        _admission.GiveUp();
        _hearing.End();
    }

    private void Leave(string cause)
    {
        try
        {
            using var batch = _broker.BeginBatch(_clock.Now);
            _broker.OnTransportClosed(_connection, cause, batch);
        }
        catch (Exception failure)
        {
            LogFailure(failure, _connection.Address);
        }

        _hearing.End();
    }

    [LoggerMessage(LogLevel.Error, "a connection from {Address} ends: the broker failed to serve it")]
    private partial void LogFailure(Exception failure, string address);
}
