using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Security.Chain;

public sealed class ListenerChainTests
{
    private const int Ok = 0, BadCredentials = 0x86;

    [Fact]
    public async Task A_listener_with_a_chain_of_its_own_asks_that_and_the_others_ask_the_common_one()
    {
        await using var instance = await ChainedInstance.StartAsync(
            "[access]\nauthentication = [\"password\"]\nallow_anonymous = true\n"
            + ChainedInstance.Listener("common")
            + ChainedInstance.Listener("strict", "authentication = [\"password\"]")
            + ChainedInstance.Listener("open", "authentication = [\"anonymous\"]"),
            users: "bob:secret\n");
        var (common, strict, open) = (instance.Server.Endpoints[0], instance.Server.Endpoints[1], instance.Server.Endpoints[2]);
        Assert.Equal(Ok, await ChainedInstance.CodeAsync(common, "bob", "secret"));
        Assert.Equal(Ok, await ChainedInstance.CodeAsync(common, null, null));
        Assert.Equal(Ok, await ChainedInstance.CodeAsync(strict, "bob", "secret"));
        Assert.Equal(BadCredentials, await ChainedInstance.CodeAsync(strict, null, null, "nobody"));
        Assert.Equal(BadCredentials, await ChainedInstance.CodeAsync(open, "bob", "secret"));
        Assert.Equal(Ok, await ChainedInstance.CodeAsync(open, null, null));
        Assert.Contains("no user name and password came, and anonymous clients are not allowed", instance.CausesOf("nobody"));
    }

    [Fact]
    public async Task A_token_lets_in_where_the_password_file_does_not_and_why_says_that_it_has_expired()
    {
        await using var instance = await ChainedInstance.StartAsync(
            $"[access]\nauthentication = [\"password\", \"jwt\"]\n[access.jwt]\nsecret = \"{Issuer.Secret}\"\nleeway = \"0s\"\n",
            users: "bob:secret\n", acl: "group plant\ntopic write up\n");
        var endPoint = instance.EndPoint;
        Assert.Equal(Ok, await ChainedInstance.CodeAsync(endPoint, "bob", "secret"));
        var acl = new[] { new { action = "publish", topic = "own" } };
        var token = Issuer.Hs256(new { sub = "sensor", exp = Issuer.In(TimeSpan.FromSeconds(5)), groups = "plant", acl });
        await using var sensor = await RawPeer.ConnectAsync(endPoint, "s1", userName: "any", password: token);
        await sensor.PublishAsync("own", [1]);
        await sensor.PublishAsync("up", [1]);
        await sensor.SendAsync(Octets.Publish("other", [1], sensor.Version, qos: 1, sensor.NextPacketId()));
        Assert.Equal(0x87, (await sensor.ReadAsync(PacketType.PubAck)).Body[2]);
        Assert.Equal(ReasonCode.MaximumConnectTime, (await sensor.ReadAsync()).Code);
        Assert.Equal(BadCredentials, await ChainedInstance.CodeAsync(endPoint, "any", token, "s2"));
        Assert.Contains(instance.CausesOf("s1"), cause => cause.StartsWith("the login has expired: it was good for ", StringComparison.Ordinal));
        Assert.Contains(instance.CausesOf("s2"), cause => cause.StartsWith("the token of 'sensor' expired ", StringComparison.Ordinal));
    }
}
