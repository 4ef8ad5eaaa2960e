using System.Security.Cryptography;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Instance;
using Heliograph.Server.Maintenance;
using Heliograph.Server.Tests.Instance;
using Heliograph.Server.Tests.Listeners;
using Heliograph.Storage;

namespace Heliograph.Server.Tests.Maintenance;

/// <summary>An instance with a state that real clients have left behind, and no broker on it.</summary>
internal sealed class StoredState : IDisposable
{
    public const int Queued = 200;

    private readonly TemporaryFolder _folder = new();

    private StoredState() => Layout = NewInstance.In(_folder);

    public InstanceLayout Layout { get; }

    public StoreLocation Location => StoreLocation.Find(Layout.Root);

    /// <summary>The first segment of the log.</summary>
    public string Segment => Directory.GetFiles(Layout.Journal, "*.log").Order(StringComparer.Ordinal).First();

    public static async Task<StoredState> MakeAsync()
    {
        var state = new StoredState();
        await using var server = await state.StartAsync();
        await MakeSubscribersAsync(server);
        await using (var publisher = await RawPeer.ConnectAsync(server.EndPoint(), "publisher", expirySeconds: 600))
        {
            for (var i = 1; i <= Queued; i++) await publisher.PublishAsync($"data/{i}", [.. Enumerable.Repeat((byte)i, 500)]);
            await publisher.SendAsync(
                Octets.Publish("kept", "retained"u8.ToArray(), publisher.Version, qos: 1, packetId: 9_000, retain: true),
                Octets.Publish("held", "no PUBREL"u8.ToArray(), publisher.Version, qos: 2, packetId: 9_001));
            await publisher.ReadAsync(PacketType.PubRec);
        }

        await LeaveWillAsync(server);
        await server.UntilAsync(status => status.Connections == 0);
        return state;
    }

    public Task<HeliographServer> StartAsync() =>
        TestServer.StartAsync(change: options => options with { Store = new() { Folder = Layout.Journal } });

    /// <summary>A second instance that stores nothing.</summary>
    public StoreLocation NewLocation()
    {
        var plan = NewInstance.Plan(_folder.At("another"));
        InstanceCreation.Create(plan);
        return StoreLocation.Find(plan.Layout.Root);
    }

    public string At(string name) => _folder.At(name);

    /// <summary>Changes a few bytes of a file.</summary>
    public static void Damage(string path, long offset, int count = 8)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var bytes = new byte[count];
        RandomAccess.Read(file, bytes, offset);
        for (var i = 0; i < count; i++) bytes[i] ^= 0x55;
        RandomAccess.Write(file, bytes, offset);
    }

    /// <summary>Where some bytes stand first in a file.</summary>
    public static long Find(string path, ReadOnlySpan<byte> bytes) => File.ReadAllBytes(path).AsSpan().IndexOf(bytes);

    /// <summary>Every file with what is in it.</summary>
    public string[] Files() =>
    [
        .. from path in Directory.GetFiles(Layout.Journal).Order(StringComparer.Ordinal)
           select $"{Path.GetFileName(path)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}",
    ];

    public static void NoProgress(RecoveryProgress progress)
    {
        // Nobody waits.
    }

    public void Dispose() => _folder.Dispose();

    private static async Task MakeSubscribersAsync(HeliographServer server)
    {
        await using (var away = await RawPeer.ConnectAsync(server.EndPoint(), "away", ProtocolVersion.V311, expirySeconds: 1))
            await away.SubscribeAsync("data/#", qos: 1);
        await using (var member = await RawPeer.ConnectAsync(server.EndPoint(), "member", expirySeconds: 600))
            await member.SubscribeAsync("$share/group/data/+", qos: 2);
        await using var slow = await RawPeer.ConnectAsync(server.EndPoint(), "slow", expirySeconds: 600, receiveMaximum: 2);
        await slow.SubscribeAsync("flow", qos: 1);
        await using var publisher = await RawPeer.ConnectAsync(server.EndPoint(), "flow publisher");
        for (var i = 0; i < 3; i++) await publisher.PublishAsync("flow", [(byte)i]);
        await slow.ReadAsync(PacketType.Publish);
        await slow.ReadAsync(PacketType.Publish); // neither is acknowledged
    }

    private static async Task LeaveWillAsync(HeliographServer server)
    {
        byte[] properties = [5, 0x11, 0, 0, 2, 88], willProperties = [5, 0x18, 0, 0, 1, 0];
        await using var mortal = await RawPeer.OpenAsync(server.EndPoint());
        await mortal.SendAsync(Octets.Packet(
            0x10, Octets.Text("MQTT"), [5, 0b1100], Octets.UInt16(0), properties, Octets.Text("mortal"), willProperties,
            Octets.Text("wills"), Octets.Text("farewell")));
        await mortal.ReadAsync(PacketType.ConnAck);
    }
}
