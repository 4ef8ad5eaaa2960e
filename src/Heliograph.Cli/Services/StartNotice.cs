using System.Net.Sockets;
using System.Text;

namespace Heliograph.Cli.Services;

/// <summary>Tells whoever started the program that it serves, and that it stops: sd_notify(3), one datagram for each.</summary>
/// <remarks>Does nothing when nobody asked to be told. What cannot be sent is not sent: the broker serves all the same.</remarks>
internal static class StartNotice
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>The start is over.</summary>
    public static void Ready() => Send("READY=1");

    /// <summary>The end has begun.</summary>
    public static void Stopping() => Send("STOPPING=1");

    private static void Send(string state)
    {
        if (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name) return;
        Send(name, state);
    }

    /// <param name="name">A path, or <c>@</c> and a name in Linux's abstract namespace.</param>
    /// <param name="state">Lines of <c>NAME=VALUE</c>.</param>
    internal static void Send(string name, string state)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            var end = new UnixDomainSocketEndPoint(name.StartsWith('@') ? $"\0{name.AsSpan(1)}" : name);
            socket.SendTo(Encoding.UTF8.GetBytes(state), end);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException or PlatformNotSupportedException)
        {
            // Nobody is there any more, or the name is none.
        }
    }
}
