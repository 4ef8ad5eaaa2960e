using System.Net;
using System.Net.Sockets;
using Heliograph.Server.Listeners;

namespace Heliograph.Server.Tests.Listeners;

public sealed class PortHolderTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Holder_of_a_port_is_named_with_its_process(string address)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.EndsWith($"(process {Environment.ProcessId})", PortHolder.Describe(port), StringComparison.Ordinal);
        listener.Stop();
        Assert.Null(PortHolder.Describe(port));
    }
}
