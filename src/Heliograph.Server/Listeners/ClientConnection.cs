using System.Buffers;
using System.IO.Pipelines;
using Heliograph.Broker;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Interception;
using Heliograph.Broker.Outgoing;
using Heliograph.Server.Hooks;
using Heliograph.Server.Listeners.Epoll;
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
    private readonly IAuthenticator _authenticator;
    private readonly Interception? _interception; // null where nobody intercepts
    private readonly ConnectionContext _transport;
    private readonly Connection _connection;
    private readonly OutputDrain _drain;
    private readonly ResumeSignal _resumed = new();
    private readonly ConnectionTap _tap;
    private readonly ILogger _logger;
    private Admission? _admission; // while it is asked who the client is
    private Hearing? _hearing; // once someone wants it heard out
    private bool _isOver;
    private bool _isSettled; // let in, and known as such to whoever receives; the serving loop's own
    private FirstWords? _firstWords; // null once they were heard; the serving loop's own
    private Task? _farewell; // to who is to go on at another port

    public ClientConnection(
        Broker.Broker broker, BrokerClock clock, IAuthenticator authenticator, ConnectionContext transport, Tracer tracer, IPacketWatcher? watcher, ILogger logger,
        Interception? interception = null)
    {
        _logger = logger;
        _broker = broker;
        _clock = clock;
        _authenticator = authenticator;
        _interception = interception;
        _transport = transport;
        _firstWords = transport.Features.Get<FirstWords>();
        using var batch = broker.BeginBatch(clock.Now);
        _tap = new(tracer, watcher, transport);
        _drain = new(broker, clock, transport, _tap, logger);
        _connection = broker.Open(this, Peers.Of(transport), batch);
        _tap.Start(_connection);
        _drain.Start(_connection);
    }

    // What the serving loop does next.
    private enum Next
    {
        Read,
        Wait,
        SayFarewell,
        Finish, // the engine has ended the connection: its last bytes are worth waiting for
        Leave,
    }

    /// <summary>Serves the connection until either side ends it. Never throws: what goes wrong ends this connection only.</summary>
    public async Task RunAsync()
    {
        var cause = "the peer closed the connection";
        try
        {
            var next = Next.Read;
            while (next is Next.Read or Next.Wait)
            {
                // Not cancelled when the peer closes: what it sent before is still to be read, and then the pipe completes.
                if (next == Next.Wait) await ContinueAsync();
                next = Handle(await _transport.Transport.Input.ReadAsync(CancellationToken.None));
            }

            if (next == Next.Finish) await _drain.FinishAsync();
            else if (next == Next.SayFarewell) await _farewell!;
            else if (_transport.Features.Get<ILoopFeature>()?.Fault is { } fault) cause = CauseOf(fault);
        }
        catch (Exception failure) when (failure is IOException or ConnectionAbortedException)
        {
            cause = CauseOf(failure.Message);
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

    private static string CauseOf(string failure) => $"the network connection failed: {failure}";

    public void Flush()
    {
        if (LateFlushes.OfThread is { } later) later.Add(this);
        else FlushNow();
    }

    /// <summary>Sends what may leave.</summary>
    public void FlushNow()
    {
        _drain.Flush();
        if (_connection is { HasEnded: true }) WakeUp();
    }

    public void Resume() => _resumed.Set();

    /// <summary>Ends when all that its peer had sent has been handled, or it has ended. Whoever asks sets a bound. Any thread.</summary>
    public Task HeardOutAsync()
    {
        var hearing = LazyInitializer.EnsureInitialized(ref _hearing, () => new(_transport));
        if (Volatile.Read(ref _isOver)) hearing.End();
        return hearing.HeardOutAsync();
    }

    private Next Handle(in ReadResult read)
    {
        var input = _transport.Transport.Input;
        var unread = read.Buffer;
        if (_firstWords is { } words && !unread.IsEmpty)
        {
            _firstWords = null;
            if ((_farewell = words.TurnAway(unread)) is not null) return Next.SayFarewell;
        }

        var status = Handle(ref unread);
        if (status == InputStatus.Suspended)
        {
            input.AdvanceTo(unread.Start); // it does not hold the whole of what was read while it waits
            return Next.Wait;
        }

        input.AdvanceTo(unread.Start, unread.End);
        if (status == InputStatus.Closed) return Next.Finish;
        if (read.IsCompleted) return Next.Leave;
        _hearing?.OnHandled();
        return Next.Read;
    }

    private InputStatus Handle(ref ReadOnlySequence<byte> unread)
    {
        using var batch = _broker.BeginBatch(_clock.Now);
        var before = unread;
        var status = _broker.Handle(_connection, ref unread, batch);
        if (_tap.IsOn) _tap.OnReceived(before.Slice(before.Start, unread.Start)); // before the answers leave
        if (!_isSettled) Settle();
        return status;
    }

    private void Settle()
    {
        if (!_connection.IsLetIn) return;
        _isSettled = true;
        _transport.Features.Get<ILoopFeature>()?.Settle();
    }

    private async Task ContinueAsync()
    {
        if (_connection.PendingAuthentication is not { } request)
        {
            if (_connection.PendingPublish is { } publish) await InterceptAsync(publish);
            else if (_connection.PausedUntil is { } end) await PauseAsync(end);
            else await _resumed.WaitAsync(_transport.ConnectionClosed);
            return;
        }

        var admission = new Admission(_broker, _clock, _authenticator, _logger);
        Volatile.Write(ref _admission, admission);
        var result = await admission.AskAsync(_connection, request);
        Volatile.Write(ref _admission, null);
        if (result is null) return;
        using var batch = _broker.BeginBatch(_clock.Now);
        _broker.CompleteAuthentication(_connection, result, batch);
        Settle();
    }

    private async Task InterceptAsync(InterceptedPublish publish)
    {
        if (await _interception!.AskAsync(_connection, publish) is { } verdict) Broker.Broker.CompletePublish(_connection, verdict);
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
        Volatile.Read(ref _admission)?.GiveUp();
        _interception?.GiveUp();
        End();
    }

    private void Leave(string cause)
    {
        try
        {
            _drain.Flush(); // its answers leave before the engine drops them: their flush may wait for the end of the turn
            using var batch = _broker.BeginBatch(_clock.Now);
            _broker.OnTransportClosed(_connection, cause, batch);
        }
        catch (Exception failure)
        {
            LogFailure(failure, _connection.Address);
        }

        End();
    }

    private void End()
    {
        Interlocked.Exchange(ref _isOver, true); // before it looks who wants to hear
        Volatile.Read(ref _hearing)?.End();
    }

    [LoggerMessage(LogLevel.Error, "a connection from {Address} ends: the broker failed to serve it")]
    private partial void LogFailure(Exception failure, string address);
}
