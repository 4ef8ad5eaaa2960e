using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Heliograph.Bench.Metrics;

/// <summary>A collector that takes everything over HTTP and keeps nothing. Says how many exports it got when its input ends.</summary>
public static class OtlpSink
{
    private static readonly byte[] Taken = "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private static int _exports;

    /// <summary>Serves until standard input ends.</summary>
    public static void Run(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        var accepting = AcceptAsync(listener);
        while (Console.Read() >= 0)
        {
            // Whoever started it closes its input to end it.
        }

        listener.Stop();
        accepting.Wait();
        Console.WriteLine(Volatile.Read(ref _exports));
    }

    private static async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (SocketException)
        {
            // Stopped.
        }
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        var stream = client.GetStream();
        var buffer = new byte[64 << 10];
        try
        {
            while (true)
            {
                var (head, held) = await ReadHeadAsync(stream, buffer);
                var left = LengthOf(head) - held;
                while (left > 0)
                {
                    var read = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
                    if (read == 0) return;
                    left -= read;
                }

                Interlocked.Increment(ref _exports);
                await stream.WriteAsync(Taken);
            }
        }
        catch (IOException)
        {
            // The broker has left.
        }
    }

    // The head of a request, and how much of its body came along.
    private static async Task<(string Head, int Held)> ReadHeadAsync(NetworkStream stream, byte[] buffer)
    {
        for (var filled = 0; filled < buffer.Length;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled));
            if (read == 0) throw new IOException("closed");
            filled += read;
            var end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return (Encoding.ASCII.GetString(buffer, 0, end), filled - end - 4);
        }

        throw new IOException("the head of a request is too long");
    }

    private static int LengthOf(string head)
    {
        const string name = "content-length:";
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line.AsSpan(name.Length), System.Globalization.CultureInfo.InvariantCulture);
    }
}
