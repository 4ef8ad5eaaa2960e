using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Heliograph.Tests.Common.Tls;

namespace Heliograph.Bench.Floods;

/// <summary>Clients that mean no good, from many addresses of this machine, until their time is over; prints what became of them.</summary>
internal static class Flood
{
    private const int Addresses = 16;

    private static int _opened, _answered, _closed, _failed;

    public static void Run(string kind, int port, int number, int seconds)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        Console.WriteLine("ready");
        var flood = kind switch
        {
            "logins" => LoginsAsync(port, number, end.Token),
            "handshakes" => HandshakesAsync(port, number, end.Token),
            "publisher" => PublisherAsync(port, number, end.Token),
            _ => throw new ArgumentException($"no flood is called {kind}", nameof(kind)),
        };
        flood.GetAwaiter().GetResult();
        Console.WriteLine($"{{\"opened\":{_opened},\"answered\":{_answered},\"closed\":{_closed},\"failed\":{_failed}}}");
    }

    // So many connections a second, each with a user of its own and a wrong password.
    private static async Task LoginsAsync(int port, int perSecond, CancellationToken end)
    {
        var started = Stopwatch.StartNew();
        for (var at = 0; !end.IsCancellationRequested; at++)
        {
            if (at / (double)perSecond - started.Elapsed.TotalSeconds is > 0.002 and var ahead) await Task.Delay(TimeSpan.FromSeconds(ahead), CancellationToken.None);
            _ = LogInAsync(port, at, end);
        }
    }

    private static async Task LogInAsync(int port, int at, CancellationToken end)
    {
        try
        {
            using var socket = await OpenAsync(port, at, end);
            await socket.SendAsync(Connect($"flood-{at}", $"user-{at % 1_000}", "wrong"), end);
            var got = await socket.ReceiveAsync(new byte[64], end);
            Interlocked.Increment(ref got > 0 ? ref _answered : ref _closed);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            if (!end.IsCancellationRequested) Interlocked.Increment(ref _failed);
        }
    }

    // So many connections that begin a handshake of TLS and then say nothing; each one that is closed is opened anew.
    private static async Task HandshakesAsync(int port, int count, CancellationToken end)
    {
        var hello = await ClientHello.MakeAsync();
        await Task.WhenAll(Enumerable.Range(0, count).Select(at => DawdleAsync(port, at, hello, end)));
    }

    private static async Task DawdleAsync(int port, int at, byte[] hello, CancellationToken end)
    {
        var answer = new byte[8_192];
        await Task.Yield();
        while (!end.IsCancellationRequested)
        {
            try
            {
                using var socket = await OpenAsync(port, at, end);
                await socket.SendAsync(hello, end);
                var got = await socket.ReceiveAsync(answer, end);
                if (got > 0) Interlocked.Increment(ref _answered);
                while (got > 0) got = await socket.ReceiveAsync(answer, end);
                Interlocked.Increment(ref _closed);
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref _failed);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1_000), CancellationToken.None); // who finds no place comes again a second later
        }
    }

    // One client that publishes as fast as the network takes it.
    private static async Task PublisherAsync(int port, int batch, CancellationToken end)
    {
        using var socket = await OpenAsync(port, 0, CancellationToken.None);
        await socket.SendAsync(Connect("flood", "admin", "password"), CancellationToken.None);
        if (await socket.ReceiveAsync(new byte[4], CancellationToken.None) == 0) throw new InvalidOperationException("the publisher was not let in");
        byte[] publish = [.. Text("flood/topic"), .. new byte[64]];
        byte[] packet = [0x30, (byte)publish.Length, .. publish];
        var packets = Enumerable.Repeat(packet, batch).SelectMany(one => one).ToArray();
        try
        {
            while (true)
            {
                await socket.SendAsync(packets, end);
                _answered += batch;
            }
        }
        catch (OperationCanceledException)
        {
            // Its time is over.
        }
    }

    private static async Task<Socket> OpenAsync(int port, int at, CancellationToken end)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new(true, 0) };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.0.1.{1 + (at % Addresses)}")), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, end);
            Interlocked.Increment(ref _opened);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static byte[] Connect(string clientId, string user, string password)
    {
        byte[] body = [.. Text("MQTT"), 4, 0b1100_0010, 0, 0, .. Text(clientId), .. Text(user), .. Text(password)];
        return [0x10, (byte)body.Length, .. body];
    }

    private static byte[] Text(string text)
    {
        var bytes = new byte[2 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(2));
        return bytes;
    }
}
