using System.Net.Sockets;
using System.Text;
using Heliograph.Server.Mosquitto;
using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Tests.Mosquitto;

/// <summary>What the system's log is sent, at a socket of the test's own.</summary>
public sealed class SyslogTests
{
    [Theory]
    [InlineData("", 3)] // daemon
    [InlineData("log_facility 0", 16)] // local0
    [InlineData("log_facility 7", 23)]
    public async Task Lines_have_the_facility_that_log_facility_says(string line, int facility)
    {
        if (OperatingSystem.IsWindows()) return; // it has no datagrams at Unix sockets
        using var folder = new ConfFolder();
        using var system = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        system.Bind(new UnixDomainSocketEndPoint(folder.At("log")));
        folder.Write("log_dest syslog", line);
        var options = MosquittoLogOptions.Of(MosquittoConf.Read(folder.At("mosquitto.conf")), isVerbose: false);
        using var target = new SyslogTarget(options.SyslogFacility!.Value, folder.At("log"));
        target.Write(new(DateTimeOffset.UnixEpoch, LogLevel.Warning, "it\nrains", null, IsAnnouncement: false));
        var datagram = new byte[1_000];
        var length = await system.ReceiveAsync(datagram, TestContext.Current.CancellationToken);
        Assert.StartsWith($"<{(facility * 8) + 4}>mosquitto[{Environment.ProcessId}]: it", Encoding.UTF8.GetString(datagram, 0, length), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("log_dest stderr", "log_facility 3")]
    public void Without_log_dest_syslog_nothing_is_sent_to_it(params string[] lines)
    {
        using var folder = new ConfFolder();
        folder.Write(lines);
        Assert.Null(MosquittoLogOptions.Of(MosquittoConf.Read(folder.At("mosquitto.conf")), isVerbose: false).SyslogFacility);
    }
}
