using System.Net;
using System.Security.Authentication;
using Heliograph.Server.Listeners.Epoll;
using Heliograph.Server.Listeners.Gates;
using Heliograph.Server.Listeners.Proxies;
using Heliograph.Server.Listeners.Tls;
using Heliograph.Server.Listeners.WebSockets;
using Heliograph.Server.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>From a network connection to whoever serves what is spoken on it: MQTT as it is, over TLS, over WebSocket, or all of them.</summary>
/// <param name="options">What is spoken there.</param>
/// <param name="certificates">For TLS; null without.</param>
/// <param name="proxies">Who speaks for others.</param>
/// <param name="gate">Whom the listener lets in, known by then by what its proxies say.</param>
/// <param name="http">Serves HTTP.</param>
/// <param name="context">Who serves, and what holds for all.</param>
internal sealed partial class Door(ListenerOptions options, TlsCertificates? certificates, TrustedProxies proxies, Gate gate, HttpDesk http, DoorContext context) : IDisposable
{
    /// <summary>Handshakes of TLS at once, which cost memory and work; others wait for their turns.</summary>
    public const int HandshakesAtOnceMax = 500;

    private readonly ILogger _log = context.Loggers.CreateLogger("heliograph");
    private readonly WaitingRoom _room = new(context.Time);
    private readonly FairTurns _handshakes = new(HandshakesAtOnceMax, WaitingRoom.SeatsMax, atOncePerHostMax: null);
    private readonly TurnedAwayVoice _voice = new(context.Time);
    private readonly DoorRules _rules = new(options, hasTls: certificates is not null);

    /// <summary>Handshakes of TLS that wait for their turns.</summary>
    public int HandshakesWaiting => _handshakes.Waiting;

    /// <summary>Finds out who serves a connection that was accepted.</summary>
    /// <returns>Serves it until it ends; null when it was turned away or has gone.</returns>
    public async ValueTask<ConnectionDelegate?> AskAsync(ConnectionContext connection)
    {
        if (context.IsShutTo(connection.RemoteEndPoint)) return null;
        if (!proxies.Contains(connection.RemoteEndPoint) && context.IsCrowdedOut(options.Name, connection.RemoteEndPoint)) return null;
        connection.Features.Set(Peers.Of(connection, options));
        if (options.ProxyProtocol && proxies.Contains(connection.RemoteEndPoint) && !await PassProxyAsync(connection)) return null;
        if (options.Protocol == ListenerProtocol.Mqtt && certificates is null)
        {
            // The engine waits for the first bytes, as it does for those of CONNECT.
            connection.Features.Set(new FirstWords(first => TurnAway(connection, FirstBytes.Hear(first), isSecure: false)));
            return context.Serve;
        }

        if (await HearAsync(connection) is not { } heard) return null;
        if (TurnAway(connection, heard, isSecure: false) is { } farewell)
        {
            await farewell;
            return null;
        }

        return heard.Speech == Speech.Tls && certificates is not null ? outer => UnwrapAsync(outer, certificates) : ServerOf(heard);
    }

    /// <summary>Nobody waits for a handshake any more.</summary>
    public void Dispose() => _handshakes.Dispose();

    private async Task<bool> PassProxyAsync(ConnectionContext connection)
    {
        var proxy = AddressOf(connection);
        // Of the proxies' connections there may be as many as there are seats.
        var heard = await WaitAsync(connection, from: null, "no whole PROXY header", async stop => await ProxyGate.PassAsync(connection, stop));
        if (heard is null or { Speech: Speech.Nothing }) return false;
        if (heard.Speech == Speech.Proxy) return IsOpenTo(connection.RemoteEndPoint);
        LogTurnedAway(proxy, $"{heard.Words}, and proxy_protocol asks its address for a PROXY header");
        return false;
    }

    private async Task UnwrapAsync(ConnectionContext connection, TlsCertificates tls)
    {
        await LeaveLoopAsync(connection);
        if (await ShakeHandsAsync(connection, tls) is not { } transport) return;
        using var watch = tls.Watch(transport);
        await transport.RunAsync(async inner =>
        {
            if (await HearAsync(inner) is { } heard) await (TurnAway(inner, heard, isSecure: true) ?? ServerOf(heard)(inner));
        });
    }

    private async Task<TlsTransport?> ShakeHandsAsync(ConnectionContext connection, TlsCertificates tls)
    {
        // Nothing is made for it before its turn: what it has sent waits in its buffers. Its time begins with its turn: who has
        // waited long would be given up in the middle of the work.
        var peer = Peers.Of(connection);
        using var turn = await WaitAsync(connection, connection.RemoteEndPoint, "a TLS hello that no turn came for", async stop => await _handshakes.TryTakeAsync(peer, stop));
        return turn is null ? null : await WaitAsync(connection, connection.RemoteEndPoint, "a TLS handshake that does not end", stop => ShakeHandsAsync(connection, tls, stop));
    }

    private async Task<TlsTransport?> ShakeHandsAsync(ConnectionContext connection, TlsCertificates tls, CancellationToken stop)
    {
        try
        {
            return await TlsTransport.AcceptAsync(connection, tls.ForHandshake, stop);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or ConnectionAbortedException or InvalidOperationException)
        {
            var cause = (failure is AuthenticationException ? tls.ForHandshake.Clients.Fault : null) ?? failure.InnerException?.Message ?? failure.Message;
            if (_voice.TryTell(out var note)) LogNoHandshake(AddressOf(connection), cause + note);
            return null;
        }
    }

    // What is no HTTP is for the engine, which says what is wrong with it.
    private ConnectionDelegate ServerOf(Heard heard) => heard.Speech == Speech.Http ? ServeHttpAsync : context.Serve;

    private async Task ServeHttpAsync(ConnectionContext connection)
    {
        await LeaveLoopAsync(connection);
        await http.ServeAsync(connection);
    }

    // TLS and HTTP are work: they must not hold up who is served by the same loop.
    private static async ValueTask LeaveLoopAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<ILoopFeature>() is not { } loop) return;
        loop.LeaveLoop();
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // what has come already is no reason to stay
    }

    private async Task<Heard?> HearAsync(ConnectionContext connection)
    {
        var heard = await WaitAsync(connection, connection.RemoteEndPoint, "nothing", async stop => await FirstBytes.LookAsync(connection.Transport.Input, stop));
        return heard is { Speech: Speech.Nothing } ? null : heard;
    }

    // Null when the peer was turned away or has gone.
    private async Task<T?> WaitAsync<T>(ConnectionContext connection, EndPoint? from, string said, Func<CancellationToken, Task<T?>> wait)
        where T : class
    {
        if (_room.TryEnter(from) is { } cause)
        {
            if (_room.IsToBeTold()) LogTurnedAway(AddressOf(connection), $"nothing yet, and {cause}; further ones of this minute are not told");
            return null;
        }

        var limit = context.TimeMax();
        using var stop = new CancellationTokenSource(limit);
        T? found = null;
        try
        {
            found = await wait(stop.Token);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // It has gone, or its time is over.
        }
        finally
        {
            _room.Leave(from);
        }

        if (found is null && stop.IsCancellationRequested && _voice.TryTell(out var note))
            LogTurnedAway(AddressOf(connection), $"{said}, and connect_timeout = {limit.TotalSeconds} s is over{note}");
        return found;
    }

    private bool IsOpenTo(EndPoint? client) => !context.IsShutTo(client) && !context.IsCrowdedOut(options.Name, client) && gate.IsOpenTo(client);

    // Null when what was heard is spoken here.
    private Task? TurnAway(ConnectionContext connection, Heard heard, bool isSecure)
    {
        if (_rules.Objection(heard.Speech, isSecure) is not { } objection) return null;
        if (_voice.TryTell(out var note)) LogTurnedAway(AddressOf(connection), $"{heard.Words} {objection}{note}");
        return Farewell.SayAsync(connection.Transport.Output, heard.Speech, $"{heard.Words} {objection}");
    }

    private static string AddressOf(ConnectionContext connection) => Peers.Of(connection).Address;

    [LoggerMessage(LogLevel.Warning, "a connection from {Address} was turned away: it sent {What}")]
    private partial void LogTurnedAway(string address, string what);

    [LoggerMessage(LogLevel.Information, "a connection from {Address} was turned away: the TLS handshake failed: {Cause}")]
    private partial void LogNoHandshake(string address, string cause);
}
