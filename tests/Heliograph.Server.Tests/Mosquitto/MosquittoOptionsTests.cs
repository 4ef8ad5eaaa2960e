using System.Net;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Mosquitto;

/// <summary>The effect of options that Debian's Mosquitto does not know, or does not show to clients.</summary>
public sealed class MosquittoOptionsTests : IDisposable
{
    private readonly ConfFolder _folder = new();
    private readonly IPEndPoint _one = new(IPAddress.Loopback, ConfFolder.FreePort());
    private readonly IPEndPoint _two = new(IPAddress.Loopback, ConfFolder.FreePort());

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_listener_s_own_word_on_anonymous_clients_and_ids_goes_before_that_of_all()
    {
        await using var server = await _folder.StartAsync(
            "allow_anonymous false", "auto_id_prefix all-", $"listener {_one.Port} 127.0.0.1", "listener_allow_anonymous true", "listener_auto_id_prefix door-", $"listener {_two.Port} 127.0.0.1");
        await using var peer = await RawPeer.ConnectAsync(_one, "");
        Assert.Contains("door-", Encoding.UTF8.GetString(peer.ConnAck.Body), StringComparison.Ordinal);
        Assert.Equal(0x87, await CodeAsync(_two, "a", ProtocolVersion.V5));
    }

    [Fact]
    public async Task Versions_that_a_listener_does_not_speak_are_refused_there()
    {
        await using var server = await _folder.StartAsync("allow_anonymous true", $"listener {_one.Port} 127.0.0.1", "accept_protocol_versions 5", $"listener {_two.Port} 127.0.0.1", "accept_protocol_versions 3, 4");
        Assert.Equal(0, await CodeAsync(_one, "a", ProtocolVersion.V5));
        Assert.Equal(1, await CodeAsync(_one, "a", ProtocolVersion.V311));
        Assert.Equal(0x84, await CodeAsync(_two, "a", ProtocolVersion.V5));
        Assert.Equal(0, await CodeAsync(_two, "a", ProtocolVersion.V311));
    }

    [Theory]
    [InlineData("global_max_connections 1")]
    [InlineData("global_max_clients 1")]
    public async Task Bounds_of_all_listeners_hold_across_them(string bound)
    {
        await using var server = await _folder.StartAsync("allow_anonymous true", bound, $"listener {_one.Port} 127.0.0.1", $"listener {_two.Port} 127.0.0.1");
        await using var first = await RawPeer.ConnectAsync(_one, "a");
        await using var second = await RawPeer.OpenAsync(_two);
        await second.SendAsync(Octets.Connect("b", second.Version));
        Assert.All(await second.ReadToEndAsync(mayReset: true), packet => Assert.NotEqual(0, (int)packet.Code));
        await first.PingAsync();
    }

    [Fact]
    public async Task Proxies_say_who_their_clients_are()
    {
        await using (var server = await _folder.StartAsync("allow_anonymous true", $"listener {_one.Port} 127.0.0.1", "enable_proxy_protocol 2"))
        {
            await using var peer = await RawPeer.OpenAsync(_one);
            await peer.SendAsync(Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.7 127.0.0.1 4711 1883\r\n"), Octets.Connect("a", peer.Version));
            Assert.Equal(0, (int)(await peer.ReadAsync()).Code);
        }

        Assert.Contains("New connection from 192.0.2.7:4711 on port ", _folder.Log.ToString(), StringComparison.Ordinal);
        Assert.Contains("New client connected from 192.0.2.7:4711 as a (p5, c1, k0).", _folder.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "a,b,a,b")]
    [InlineData(1, "a,b,,b")]
    [InlineData(10, "a,b,,")]
    public async Task So_many_topics_are_sent_by_alias_to_one_client(int aliases, string topics)
    {
        await using var server = await _folder.StartAsync("allow_anonymous true", $"max_topic_alias_broker {aliases}", $"listener {_one.Port} 127.0.0.1");
        await using var subscriber = await RawPeer.OpenAsync(_one);
        await subscriber.SendAsync(Octets.Connect("s", subscriber.Version, topicAliasMaximum: 100));
        Assert.Equal(0, (int)(await subscriber.ReadAsync()).Code);
        await subscriber.SubscribeAsync("#");
        await using var publisher = await RawPeer.ConnectAsync(_one, "p");
        var seen = new List<string>();
        foreach (var topic in new[] { "a", "b", "a", "b" })
        {
            await publisher.PublishAsync(topic, [1]);
            seen.Add((await subscriber.ReadAsync(PacketType.Publish)).Topic);
        }

        Assert.Equal(topics, string.Join(',', seen));
    }

    [Fact]
    public async Task A_session_keeps_its_subscriptions_at_another_listener_and_sees_topics_as_that_one_shows_them()
    {
        await using var server = await _folder.StartAsync("allow_anonymous true", $"listener {_one.Port} 127.0.0.1", "mount_point plant/a/", $"listener {_two.Port} 127.0.0.1");
        await using (var mounted = await ComeBackAsync(_one)) await mounted.SubscribeAsync("x/#", qos: 1);
        await using var publisher = await RawPeer.ConnectAsync(_two, "p", ProtocolVersion.V311);
        await using (var elsewhere = await ComeBackAsync(_two))
        {
            await publisher.PublishAsync("plant/a/x/1", [1]);
            Assert.Equal("plant/a/x/1", await TakeAsync(elsewhere));
            await publisher.PublishAsync("x/1", [1]);
            await elsewhere.PingAsync(); // of that nothing came
        }

        await using var back = await ComeBackAsync(_one);
        await publisher.PublishAsync("plant/a/x/2", [1]);
        Assert.Equal("x/2", await TakeAsync(back));
    }

    private static Task<RawPeer> ComeBackAsync(IPEndPoint place) => RawPeer.ConnectAsync(place, "lasting", ProtocolVersion.V311, expirySeconds: 1);

    private static async Task<string> TakeAsync(RawPeer peer)
    {
        var message = await peer.ReadAsync(PacketType.Publish);
        await peer.SendAsync(Octets.Acknowledgement(4, message.PacketId));
        await peer.PingAsync();
        return message.Topic;
    }

    private static async Task<int> CodeAsync(IPEndPoint place, string clientId, ProtocolVersion version)
    {
        await using var peer = await RawPeer.OpenAsync(place, version);
        await peer.SendAsync(Octets.Connect(clientId, version));
        return (int)(await peer.ReadAsync()).Code;
    }
}
