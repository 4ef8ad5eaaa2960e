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
}
