using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Listeners;

namespace Heliograph.Cli.Doctor;

/// <summary>Whether the ports that the instance wants are free, or its own already.</summary>
internal static class PortCheck
{
    private const string Check = "port";

    public static IEnumerable<Finding> Of(Patient patient)
    {
        var bound = new List<Socket>(); // kept until the end, so that a port that is wanted twice is found
        try
        {
            return [.. patient.Configuration.Listeners.Where(listener => listener.UnixSocket.Length > 0).Select(listener => Look(listener, patient)), .. Wanted(patient).Where(place => place.Port != 0).Select(place => Look(place, patient, bound))];
        }
        finally
        {
            foreach (var socket in bound) socket.Dispose();
        }
    }

    private static IEnumerable<Place> Wanted(Patient patient)
    {
        foreach (var listener in patient.Configuration.Listeners.Where(listener => listener.UnixSocket.Length == 0))
            yield return new(listener.Address, listener.Port, $"listener \"{listener.Name}\"", "[[listener]] port", listener.Required ? Severity.Error : Severity.Warning);
        var console = patient.Configuration.Console;
        if (!console.Enabled) yield break;
        yield return new(console.Address, console.Port, "console", "[console] port", Severity.Warning);
        if (console.HttpsPort is { } secure) yield return new(console.Address, secure, "console over HTTPS", "[console] https_port", Severity.Warning);
    }

    private static Finding Look(ListenerOptions listener, Patient patient)
    {
        var path = patient.Layout.WithFullPaths(listener).UnixSocket;
        var what = $"{path} (listener \"{listener.Name}\")";
        var severity = listener.Required ? Severity.Error : Severity.Warning;
        if (UnixSocketFile.IsTooLong(path))
            return new(severity, Check, $"{what} is longer than the {UnixSocketFile.PathBytesMax} bytes of a Unix socket", $"Give unix_socket a shorter path in {patient.Layout.ConfigurationFile}");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            return new(severity, Check, $"{what} cannot be bound: its folder is not there", $"mkdir -p {Path.GetDirectoryName(path)}");
        var state = UnixSocketFile.Look(path);
        var holder = state == UnixSocketState.Served ? PortHolder.DescribeSocket(path) : null;
        return state switch
        {
            UnixSocketState.Free or UnixSocketState.Stale => Finding.Ok(Check, $"{what} is free"),
            UnixSocketState.Served when IsOf(patient.RunningProcess, holder) => Finding.Ok(Check, $"{what} is served by the running broker, process {patient.RunningProcess}"),
            UnixSocketState.Served => new(severity, Check, $"{what} is taken by {holder ?? "another program"}", $"Stop it, or change unix_socket in {patient.Layout.ConfigurationFile}"),
            _ => new(severity, Check, $"{what} is a file that is no socket", $"Move it away, or change unix_socket in {patient.Layout.ConfigurationFile}"),
        };
    }

    private static Finding Look(Place place, Patient patient, List<Socket> bound)
    {
        var where = $"{place.Address}:{place.Port} ({place.What})";
        var address = IPAddress.Parse(place.Address);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, place.Port));
            socket.Listen(1);
            bound.Add(socket);
            return Finding.Ok(Check, $"{where} is free");
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            var holder = failure.SocketErrorCode == SocketError.AddressAlreadyInUse ? PortHolder.Describe(place.Port) : null;
            return Judge(place, where, failure, holder, patient);
        }
    }

    private static Finding Judge(Place place, string where, SocketException failure, string? holder, Patient patient)
    {
        var change = $"change {place.Setting} in {patient.Layout.ConfigurationFile}";
        if (failure.SocketErrorCode != SocketError.AddressAlreadyInUse)
            return new(place.IfTaken, Check, $"{where} cannot be bound: {failure.Message.TrimEnd('.')}", FixOf(failure, change));
        if (IsOf(patient.RunningProcess, holder)) return Finding.Ok(Check, $"{where} is served by the running broker, process {patient.RunningProcess}");
        if (IsOf(Environment.ProcessId, holder))
            return new(Severity.Error, Check, $"{where} is wanted twice by this instance", char.ToUpperInvariant(change[0]) + change[1..]);
        var stop = holder?.Split("(process ") is [_, var number] ? $"kill {number.TrimEnd(')')}, or " : $"find out who holds it with ss -ltnp 'sport = :{place.Port}', or ";
        return new(place.IfTaken, Check, $"{where} is taken by {holder ?? "another program"}", stop + change);
    }

    private static bool IsOf(int? process, string? holder) => process is not null && holder?.EndsWith($"(process {process})", StringComparison.Ordinal) == true;

    private static string FixOf(SocketException failure, string change) => failure.SocketErrorCode switch
    {
        SocketError.AccessDenied => $"sudo sysctl net.ipv4.ip_unprivileged_port_start=0, or {change}",
        SocketError.AddressNotAvailable => "Take an address that this machine has (ip address), or \"0.0.0.0\"",
        _ => $"Look at what the system says, or {change}",
    };

    private sealed record Place(string Address, int Port, string What, string Setting, Severity IfTaken);
}
