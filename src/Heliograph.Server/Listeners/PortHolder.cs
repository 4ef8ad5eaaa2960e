using System.Globalization;

namespace Heliograph.Server.Listeners;

/// <summary>Finds out who listens on a TCP port or Unix socket of this machine, so that "already in use" can say by whom.</summary>
internal static class PortHolder
{
    private const string ListenState = "0A", ListenFlags = "00010000";

    /// <summary>The holder in words, such as <c>mosquitto (process 812)</c>; null when it cannot be known.</summary>
    /// <remarks>Linux only, and only for processes this one may look at; reads <c>/proc</c>.</remarks>
    public static string? Describe(int port) => DescribeAny(ListeningInodes(port));

    /// <summary>The same for the path of a Unix domain socket.</summary>
    public static string? DescribeSocket(string path) => DescribeAny(ListeningInodes(path));

    private static string? DescribeAny(IEnumerable<string> inodes)
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            var sockets = inodes.Select(inode => $"socket:[{inode}]").ToHashSet();
            return sockets.Count == 0 ? null : Directory.EnumerateDirectories("/proc").Select(process => Holder(process, sockets)).FirstOrDefault(name => name is not null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A line of /proc/net/tcp: number, local address as HEX:PORT, remote address, state, queues, timers, retransmits,
    // user, timeout, inode, and more that does not matter here.
    private static IEnumerable<string> ListeningInodes(int port)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        foreach (var table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(table)) continue;
            foreach (var line in File.ReadLines(table))
                if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var local, _, ListenState, _, _, _, _, _, var inode, ..]
                    && local.EndsWith(suffix, StringComparison.Ordinal))
                    yield return inode;
        }
    }

    // A line of /proc/net/unix: number, references, protocol, flags, type, state, inode, path.
    private static IEnumerable<string> ListeningInodes(string path)
    {
        foreach (var line in File.ReadLines("/proc/net/unix"))
            if (line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries) is [_, _, _, ListenFlags, _, _, var inode, var name] && name == path)
                yield return inode;
    }

    private static string? Holder(string process, HashSet<string> sockets)
    {
        if (!int.TryParse(Path.GetFileName(process), out var id)) return null;
        try
        {
            foreach (var descriptor in Directory.EnumerateFiles(Path.Combine(process, "fd")))
                if (File.ResolveLinkTarget(descriptor, returnFinalTarget: false) is { } target && sockets.Contains(target.Name))
                    return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} (process {id})";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;   // it has ended, or is somebody else's
        }

        return null;
    }
}
