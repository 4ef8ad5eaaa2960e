using System.Net;
using Heliograph.Server.Listeners.Proxies;

namespace Heliograph.Server.Tests.Listeners;

public sealed class TrustedProxiesTests
{
    [Fact]
    public void The_certificate_of_a_proxy_is_not_that_of_its_clients()
    {
        var proxy = new Broker.Access.Peer("10.0.0.1:1") { Listener = "web", Certificate = new("CN=proxy", "proxy", [], "00") };
        var client = TrustedProxies.ClientOf(proxy, IPEndPoint.Parse("192.0.2.7:4711"));
        Assert.Equal(("192.0.2.7:4711", "web", null), (client.Address, client.Listener, client.Certificate));
        Assert.Null(TrustedProxies.ClientOf(proxy, null).Certificate);
    }
}
