using System.Net.Sockets;
using System.Text;
using Heliograph.Cli.Services;
using Heliograph.Server.Tests;

namespace Heliograph.Cli.Tests.Services;

public sealed class StartNoticeTests
{
    [Fact]
    public async Task A_notice_is_one_datagram_to_the_socket_of_that_path()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no datagrams between processes on Windows");
        using var folder = new TemporaryFolder();
        var path = folder.At("notify");
        Assert.Equal("READY=1", await ReceiveAsync(path, path));
    }

    [Fact]
    public async Task A_name_with_an_at_sign_is_in_the_abstract_namespace()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone has names of this kind");
        var name = $"heliograph-{Guid.NewGuid():n}";
        Assert.Equal("READY=1", await ReceiveAsync($"\0{name}", $"@{name}"));
    }

    [Fact]
    public void Nobody_there_is_no_failure() => StartNotice.Send("/nowhere/notify", "READY=1");

    private static async Task<string> ReceiveAsync(string end, string name)
    {
        using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        manager.Bind(new UnixDomainSocketEndPoint(end));
        StartNotice.Send(name, "READY=1");
        var datagram = new byte[64];
        var length = await manager.ReceiveAsync(datagram, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(datagram, 0, length);
    }
}
