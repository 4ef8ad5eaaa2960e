using System.Security.Authentication;
using Heliograph.Server.Listeners.Tls;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>From a network connection to whoever serves what is spoken on it: MQTT as it is, over TLS, over WebSocket, or all of them.</summary>
/// <param name="options">What is spoken there.</param>
/// <param name="certificates">For TLS; null without.</param>
/// <param name="context">Who serves, and what holds for all.</param>
internal sealed partial class Door(ListenerOptions options, TlsCertificates? certificates, DoorContext context)
{
    /// <summary>Connections that have said nothing yet, or are in a handshake of TLS; further ones are closed.</summary>
    public const int WaitingMax = 10_000;

    private readonly ILogger _log = context.Loggers.CreateLogger("heliograph");
    private int _waiting;

    /// <summary>Serves a connection.</summary>
    /// <param name="connection">As accepted.</param>
    /// <param name="http">Serves HTTP.</param>
    public Task EnterAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        if (context.IsShutTo(connection.RemoteEndPoint)) return Task.CompletedTask;
        connection.Features.Set(Peers.Of(connection, options));
        return (options.Protocol, certificates) switch
        {
            (ListenerProtocol.Mqtt, null) => context.Serve(connection),
            (ListenerProtocol.WebSocket, null) => http(connection),
            _ => LookAsync(connection, http),
        };
    }

    private async Task LookAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        var speech = await HearAsync(connection);
        switch (speech)
        {
            case Speech.Nothing:
                return;
            case Speech.Tls when certificates is not null:
                await UnwrapAsync(connection, certificates, http);
                return;
            case Speech.Tls:
                LogTurnedAway(AddressOf(connection), FirstByte.Words(speech), "there is no tls_certificate");
                return;
            case Speech.Mqtt or Speech.Http or Speech.Unknown when certificates is not null && options.Tls.ClientCertificate == ClientCertificateUse.Required:
                LogTurnedAway(AddressOf(connection), FirstByte.Words(speech), "a client certificate is required there, which only TLS has");
                return;
            case Speech.Mqtt or Speech.Http or Speech.Unknown when options.Protocol != ListenerProtocol.Any:
                LogTurnedAway(AddressOf(connection), FirstByte.Words(speech), "only TLS is spoken there");
                return;
            default:
                await ServeAsync(connection, speech, http);
                return;
        }
    }

    private async Task UnwrapAsync(ConnectionContext connection, TlsCertificates tls, ConnectionDelegate http)
    {
        TlsTransport? transport;
        using (var stop = new CancellationTokenSource(context.TimeMax()))
        {
            Interlocked.Increment(ref _waiting);
            try
            {
                transport = await TlsTransport.AcceptAsync(connection, tls.ForHandshake(), stop.Token);
            }
            catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException or ConnectionAbortedException or InvalidOperationException)
            {
                LogNoHandshake(AddressOf(connection), failure is OperationCanceledException ? $"it took longer than connect_timeout = {context.TimeMax().TotalSeconds} s" : failure.InnerException?.Message ?? failure.Message);
                return;
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        await transport.RunAsync(async inner =>
        {
            var speech = options.Protocol switch
            {
                ListenerProtocol.Mqtt => Speech.Mqtt,
                ListenerProtocol.WebSocket => Speech.Http,
                _ => await HearAsync(inner),
            };
            if (speech != Speech.Nothing) await ServeAsync(inner, speech, http);
        });
    }

    // What is no HTTP is for the engine, which says what is wrong with it.
    private Task ServeAsync(ConnectionContext connection, Speech speech, ConnectionDelegate http) =>
        speech == Speech.Http ? http(connection) : context.Serve(connection);

    private async Task<Speech> HearAsync(ConnectionContext connection)
    {
        if (Interlocked.Increment(ref _waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            LogTurnedAway(AddressOf(connection), "nothing yet", $"{WaitingMax} others have not said anything either");
            return Speech.Nothing;
        }

        using var stop = new CancellationTokenSource(context.TimeMax());
        try
        {
            return await FirstByte.LookAsync(connection.Transport.Input, stop.Token);
        }
        catch (OperationCanceledException)
        {
            LogTurnedAway(AddressOf(connection), FirstByte.Words(Speech.Nothing), $"connect_timeout = {context.TimeMax().TotalSeconds} s is over");
            return Speech.Nothing;
        }
        catch (Exception failure) when (failure is IOException or ConnectionAbortedException)
        {
            return Speech.Nothing; // it has gone
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static string AddressOf(ConnectionContext connection) => Peers.Of(connection).Address;

    [LoggerMessage(LogLevel.Warning, "a connection from {Address} was turned away: it sent {Speech}, and {Cause}")]
    private partial void LogTurnedAway(string address, string speech, string cause);

    [LoggerMessage(LogLevel.Information, "a connection from {Address} was turned away: the TLS handshake failed: {Cause}")]
    private partial void LogNoHandshake(string address, string cause);
}
