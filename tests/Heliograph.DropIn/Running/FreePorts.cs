using System.Net;
using System.Net.Sockets;

namespace Heliograph.DropIn.Running;

/// <summary>Ports that nobody has: a configuration file names its ports before any broker has them.</summary>
internal static class FreePorts
{
    // Below the range that the system hands out to outgoing connections, which would take one between the look and the start.
    private const int First = 20_000;
    private const int Last = 32_000;
    private static readonly HashSet<int> Taken = [];

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            lock (Taken)
            {
                if (IsFree(port) && Taken.Add(port)) return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
