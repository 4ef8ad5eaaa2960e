using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Outgoing;
using Heliograph.Server.Security;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Listeners;

/// <summary>One network connection: reads, asks the engine, writes. It holds no rule of the protocol.</summary>
internal sealed class ClientConnection : IOutlet
{
    private readonly Broker.Broker _broker;
    private readonly BrokerClock _clock;
    private readonly IAuthenticator _authenticator;
    private readonly ConnectionContext _transport;
    private readonly Connection _connection;
    private readonly OutputDrain _drain;
    private readonly ResumeSignal _resumed = new();

    public ClientConnection(Broker.Broker broker, BrokerClock clock, IAuthenticator authenticator, ConnectionContext transport)
    {
        _broker = broker;
        _clock = clock;
        _authenticator = authenticator;
        _transport = transport;
        var remote = transport.RemoteEndPoint as IPEndPoint;
        var isLoopback = remote is null || IPAddress.IsLoopback(remote.Address);
        using var batch = broker.BeginBatch(clock.Now);
        _drain = new(broker, clock, transport);
        _connection = broker.Open(this, AddressText(transport.RemoteEndPoint), isLoopback, batch);
        _drain.Start(_connection);
    }

    /// <summary>Serves the connection until either side ends it.</summary>
    public async Task RunAsync()
    {
        var cause = "the peer closed the connection";
        try
        {
            if (await ServeAsync(_transport.Transport.Input)) await _drain.FinishAsync();
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            cause = $"the network connection failed: {failure.Message}";
        }
        finally
        {
            using var batch = _broker.BeginBatch(_clock.Now);
            _broker.OnTransportClosed(_connection, cause, batch);
        }
    }

    public void Flush() => _drain.Flush();

    public void Resume() => _resumed.Set();

    // True when the engine ended the connection, so that its last bytes are worth waiting for.
    private async Task<bool> ServeAsync(PipeReader input)
    {
        while (true)
        {
            // Not cancelled when the peer closes: what it sent before is still to be read, and then the pipe completes.
            var read = await input.ReadAsync(CancellationToken.None);
            var unread = read.Buffer;
            InputStatus status;
            while ((status = Handle(ref unread)) == InputStatus.Suspended) await ContinueAsync();
            input.AdvanceTo(unread.Start, unread.End);
            if (status == InputStatus.Closed) return true;
            if (read.IsCompleted) return false;
        }
    }

    private InputStatus Handle(ref ReadOnlySequence<byte> unread)
    {
        using var batch = _broker.BeginBatch(_clock.Now);
        return _broker.Handle(_connection, ref unread, batch);
    }

    private async Task ContinueAsync()
    {
        if (_connection.PendingAuthentication is not { } request)
        {
            await _resumed.WaitAsync(_transport.ConnectionClosed);
            return;
        }

        // Answered also for a peer that has closed: it may have published without waiting for CONNACK.
        var result = await _authenticator.AuthenticateAsync(request, CancellationToken.None);
        using var batch = _broker.BeginBatch(_clock.Now);
        _broker.CompleteAuthentication(_connection, result, batch);
    }

    private static string AddressText(EndPoint? remote) => remote switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => $"{mapped.Address.MapToIPv4()}:{mapped.Port}",
        null => "unknown",
        _ => remote.ToString() ?? "unknown",
    };
}
