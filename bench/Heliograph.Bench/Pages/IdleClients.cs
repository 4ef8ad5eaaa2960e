using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Heliograph.Bench.Pages;

/// <summary>Many clients that connect, subscribe to a topic of their own, and are there until standard input ends.</summary>
internal static class IdleClients
{
    private const int AtOnce = 64;

    public static void Run(int port, int count) => RunAsync(port, count).GetAwaiter().GetResult();

    private static async Task RunAsync(int port, int count)
    {
        var sockets = new Socket[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (at, stop) =>
            sockets[at] = await ConnectAsync(port, at, stop));
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        foreach (var socket in sockets) socket.Dispose();
    }

    private static async Task<Socket> ConnectAsync(int port, int at, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, stop);
        byte[] connect = [.. Text("MQTT"), 4, 0b1100_0010, 0, 0, .. Text($"idle-{at:d5}"), .. Text("admin"), .. Text("password")];
        byte[] subscribe = [0, 1, .. Text($"plant/{at % 100}/idle-{at:d5}/#"), 1];
        await socket.SendAsync((byte[])[0x10, (byte)connect.Length, .. connect, 0x82, (byte)subscribe.Length, .. subscribe], stop);
        var answers = new byte[9]; // CONNACK and SUBACK
        for (var got = 0; got < answers.Length;)
        {
            var read = await socket.ReceiveAsync(answers.AsMemory(got), stop);
            if (read == 0) throw new InvalidOperationException($"client {at} was not let in");
            got += read;
        }

        if (answers[3] != 0 || answers[8] > 2) throw new InvalidOperationException($"client {at} was refused");
        return socket;
    }

    private static byte[] Text(string text)
    {
        var bytes = new byte[2 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(2));
        return bytes;
    }
}
