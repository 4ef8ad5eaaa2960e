using System.Net;
using Heliograph.Server.Instance;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Security.Chain;

/// <summary>A whole instance with a configuration, users and rules of the test's own, on free loopback ports.</summary>
internal sealed class ChainedInstance : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private ChainedInstance(TemporaryFolder folder, InstanceLayout layout, InstanceServer server) =>
        (_folder, Layout, Server) = (folder, layout, server);

    public InstanceLayout Layout { get; }

    public InstanceServer Server { get; }

    public IPEndPoint EndPoint => Server.Endpoints[0];

    /// <param name="configuration">Without listeners there is one.</param>
    /// <param name="users">The password file.</param>
    /// <param name="acl">The access control list.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public static async Task<ChainedInstance> StartAsync(
        string configuration, string users = "", string acl = "topic #\npattern #\n", TimeProvider? time = null)
    {
        var folder = new TemporaryFolder();
        var layout = InstanceLayout.Of(folder.At("mybroker"));
        InstanceCreation.Create(new() { Layout = layout, Program = "/opt/heliograph/heliograph", AdminPassword = "password" });
        var listener = configuration.Contains("[[listener]]", StringComparison.Ordinal) ? "" : Listener("mqtt");
        await File.WriteAllTextAsync(layout.ConfigurationFile, $"{listener}{configuration}\n[console]\nport = 0\nhttps_port = -1\n");
        await File.WriteAllTextAsync(layout.UsersFile(new()), users);
        await File.WriteAllTextAsync(layout.AclFile(new()), acl);
        var server = await InstanceServer.StartAsync(
            layout, InstanceReading.Of(layout), console: null, time ?? TimeProvider.System, TestContext.Current.CancellationToken);
        return new(folder, layout, server);
    }

    /// <summary>The configuration of a listener on a free port.</summary>
    public static string Listener(string name, string more = "") => $"[[listener]]\nname = \"{name}\"\naddress = \"127.0.0.1\"\nport = 0\n{more}\n";

    /// <summary>The code of the CONNACK that a CONNECT of 5.0 gets.</summary>
    public static async Task<int> CodeAsync(IPEndPoint endPoint, string? user, string? password, string clientId = "c1")
    {
        await using var peer = await RawPeer.OpenAsync(endPoint);
        await peer.SendAsync(Octets.Connect(clientId, peer.Version, userName: user, password: password));
        return (int)(await peer.ReadAsync()).Code;
    }

    /// <summary>What the broker remembers of a client, the latest last.</summary>
    public IEnumerable<string> CausesOf(string clientId) =>
        Server.Server.Broker.Events.OfClient(clientId).Select(happened => happened.Cause);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
