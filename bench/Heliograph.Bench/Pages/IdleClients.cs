using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Heliograph.Bench.Pages;

/// <summary>Many clients that connect, subscribe to topics of their own, and are there until standard input ends; and others that leave a session.</summary>
internal static class IdleClients
{
    private const int AtOnce = 64, FiltersAtOnce = 200;

    /// <param name="port">The broker's.</param>
    /// <param name="count">Clients that stay.</param>
    /// <param name="subscriptions">Of each of them.</param>
    /// <param name="sessions">Persistent sessions without subscription whose clients leave at once.</param>
    public static void Run(int port, int count, int subscriptions, int sessions) => RunAsync(port, count, subscriptions, sessions).GetAwaiter().GetResult();

    private static async Task RunAsync(int port, int count, int subscriptions, int sessions)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };
        var sockets = new Socket[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), options, async (at, stop) =>
        {
            sockets[at] = await ConnectAsync(port, $"idle-{at:d5}", isClean: true, stop);
            for (var from = 0; from < subscriptions; from += FiltersAtOnce)
                await SubscribeAsync(sockets[at], at, from, Math.Min(FiltersAtOnce, subscriptions - from), stop);
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, sessions), options, async (at, stop) =>
        {
            using var socket = await ConnectAsync(port, $"away-{at:d6}", isClean: false, stop);
            await socket.SendAsync((byte[])[0xE0, 0], stop);
        });
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        foreach (var socket in sockets) socket.Dispose();
    }

    private static async Task<Socket> ConnectAsync(int port, string clientId, bool isClean, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, stop);
        byte[] connect = [.. Text("MQTT"), 4, (byte)(isClean ? 0b1100_0010 : 0b1100_0000), 0, 0, .. Text(clientId), .. Text("admin"), .. Text("password")];
        await socket.SendAsync((byte[])[0x10, (byte)connect.Length, .. connect], stop);
        var answer = await ReceiveAsync(socket, 4, stop); // CONNACK
        return answer[3] == 0 ? socket : throw new InvalidOperationException($"client {clientId} was refused");
    }

    private static async Task SubscribeAsync(Socket socket, int client, int from, int count, CancellationToken stop)
    {
        var subscribe = new List<byte> { 0, 1 };
        for (var at = from; at < from + count; at++) subscribe.AddRange([.. Text($"plant/{client % 100}/idle-{client:d5}/{at}/#"), 1]);
        await socket.SendAsync((byte[])[0x82, .. Length(subscribe.Count), .. subscribe], stop);
        var head = 1 + Length(2 + count).Length + 2;
        var answer = await ReceiveAsync(socket, head + count, stop); // SUBACK
        if (Array.Exists(answer[head..], code => code > 2)) throw new InvalidOperationException($"a subscription of client {client} was refused");
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count, CancellationToken stop)
    {
        var bytes = new byte[count];
        for (var got = 0; got < count;)
        {
            var read = await socket.ReceiveAsync(bytes.AsMemory(got), stop);
            if (read == 0) throw new InvalidOperationException("the broker closed the connection");
            got += read;
        }

        return bytes;
    }

    private static byte[] Length(int count) => count < 128 ? [(byte)count] : [(byte)(count % 128 | 128), (byte)(count / 128)];

    private static byte[] Text(string text)
    {
        var bytes = new byte[2 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(2));
        return bytes;
    }
}
