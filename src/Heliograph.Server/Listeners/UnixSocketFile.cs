using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Heliograph.Server.Listeners;

/// <summary>What is at the path of a Unix domain socket.</summary>
internal enum UnixSocketState : byte
{
    /// <summary>Nothing: it can be bound.</summary>
    Free,

    /// <summary>A socket that nobody listens on any more, as a kill leaves it.</summary>
    Stale,

    /// <summary>A socket that somebody listens on.</summary>
    Served,

    /// <summary>A file or folder with something in it.</summary>
    Other,
}

/// <summary>The file by which a Unix domain socket is found.</summary>
internal static class UnixSocketFile
{
    /// <summary>The longest path in bytes that every system takes.</summary>
    public const int PathBytesMax = 103;

    /// <summary>Whether no socket can have this full path.</summary>
    public static bool IsTooLong(string path) => Encoding.UTF8.GetByteCount(path) > PathBytesMax;

    /// <summary>Looks, and connects when there is a socket.</summary>
    public static UnixSocketState Look(string path)
    {
        if (Directory.Exists(path)) return UnixSocketState.Other;
        var file = new FileInfo(path);
        if (!file.Exists) return UnixSocketState.Free;
        if (file.Length > 0) return UnixSocketState.Other;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return UnixSocketState.Served;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused ? UnixSocketState.Stale : UnixSocketState.Served;
        }
    }

    /// <summary>Makes room for a socket: what nobody listens on is removed, anything else stays.</summary>
    /// <exception cref="IOException">There is no room.</exception>
    internal static void MakeRoom(string path)
    {
        switch (Look(path))
        {
            case UnixSocketState.Stale:
                File.Delete(path);
                return;
            case UnixSocketState.Served:
                throw new IOException(PortHolder.DescribeSocket(path) is { } holder ? $"{holder} listens on it" : "another program listens on it");
            case UnixSocketState.Other:
                throw new IOException("something else than a socket is there");
        }
    }

    /// <summary>Binds a listening socket; that of a file with its rights, before anybody can connect.</summary>
    internal static Socket Bind(EndPoint place, UnixFileMode mode)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(place);
        if (place is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows()) File.SetUnixFileMode(place.ToString()!, mode);
        return socket;
    }
}
