using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

public sealed class AccessTests(RunningBroker broker)
{
    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public Task A_wrong_password_is_refused(ClientLibrary library, MqttVersion version) =>
        IsRefused(library, version, request => request with { Password = "lettuce" });

    [Theory, MemberData(nameof(Matrix.Everything), MemberType = typeof(Matrix))]
    public Task Missing_credentials_are_refused(ClientLibrary library, MqttVersion version) =>
        IsRefused(library, version, request => request with { User = null, Password = null });

    [Theory, MemberData(nameof(Matrix.Since311), MemberType = typeof(Matrix))]
    public async Task A_subscription_without_the_right_is_refused(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var client = await stage.OpenAsync();
        // The rules of a new instance let admin read every topic but those that begin with $, $SYS excepted.
        var answer = await client.ConnectAsync(stage.Request("nosy"), new Subscription("$internal/#", 1));
        Assert.Equal(0, answer.Reason);
        Assert.Equal([version == MqttVersion.V5 ? 0x87 : 0x80], answer.Granted);
    }

    private async Task IsRefused(
        ClientLibrary library, MqttVersion version, Func<ConnectRequest, ConnectRequest> change)
    {
        await using var stage = new Stage(broker, library, version);
        var client = await stage.OpenAsync();
        var answer = await client.ConnectAsync(change(stage.Request("guest")), new Subscription(stage.Topic("x"), 0));
        Assert.Equal(version == MqttVersion.V5 ? 0x86 : 4, answer.Reason);
    }
}
