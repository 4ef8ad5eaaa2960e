using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Admin.Http;

namespace Heliograph.Server.Tests.Admin;

public sealed class ConnectionShareTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_holds_connections_and_says_nothing_does_not_keep_others_out()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere 127.0.0.2 is not there
        await using var console = await ConsoleUnderTest.StartAsync();
        var silent = new List<Socket>();
        try
        {
            for (var i = 0; i < ConnectionShare.PerHostMax + 100; i++) silent.Add(await ConnectAsync("127.0.0.2", console.Url.Port));
            // One that is over the share is closed, which is what a read of nothing says.
            Assert.Equal(0, await ReceiveAsync(silent[^1]));
            using var other = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, _) => new NetworkStream(await ConnectAsync("127.0.0.3", console.Url.Port), ownsSocket: true) });
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync(new Uri(console.Url, "/health/live"), Stop)).StatusCode);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }

        // What they held is free again.
        await UntilAsync(async () =>
        {
            using var back = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, _) => new NetworkStream(await ConnectAsync("127.0.0.2", console.Url.Port), ownsSocket: true) });
            return (await back.GetAsync(new Uri(console.Url, "/health/live"), Stop)).StatusCode == HttpStatusCode.OK;
        });
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (true)
        {
            Stop.ThrowIfCancellationRequested();
            try
            {
                if (await holds()) return;
            }
            catch (HttpRequestException)
            {
                // The server has not seen yet that they are gone.
            }
        }
    }

    private static async Task<Socket> ConnectAsync(string from, int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, Stop);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed as soon as it was accepted: who reads from it finds out.
        }

        return socket;
    }

    private static async Task<int> ReceiveAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], Stop);
        }
        catch (SocketException)
        {
            return 0; // reset
        }
    }
}
