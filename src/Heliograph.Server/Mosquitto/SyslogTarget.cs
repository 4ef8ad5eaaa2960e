using System.Net.Sockets;
using System.Text;
using Heliograph.Server.Logging;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Mosquitto;

/// <summary>The system's log, by its socket. Where there is none, nothing is written.</summary>
/// <param name="facility">Of RFC 5424, section 6.2.1.</param>
/// <param name="place">The socket.</param>
internal sealed class SyslogTarget(int facility, string place = "/dev/log") : ILogTarget
{
    private const int MessageCharactersMax = 2_000;

    private Socket? _socket;

    public void Write(LogEntry entry)
    {
        try
        {
            _socket ??= Open();
            _socket.Send(Encoding.UTF8.GetBytes(
                $"<{(facility * 8) + Severity(entry.Level)}>mosquitto[{Environment.ProcessId}]: {LogText.Escape(entry.Message, MessageCharactersMax)}"));
        }
        catch (SocketException)
        {
            Dispose(); // it is not there, or was started anew: the next line tries again
        }
    }

    public void Flush()
    {
        // Each line was a datagram of its own.
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private Socket Open()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(place));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static int Severity(LogLevel level) => level switch
    {
        LogLevel.Error or LogLevel.Critical => 3,
        LogLevel.Warning => 4,
        LogLevel.Debug or LogLevel.Trace => 7,
        _ => 5,
    };
}
