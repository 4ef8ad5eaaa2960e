using Heliograph.Interop.Clients;
using Heliograph.Interop.Running;

namespace Heliograph.Interop.Scenarios;

public sealed class SharedSubscriptionTests(RunningBroker broker)
{
    private const int MessageCount = 10;
    private const string Fence = "fence";

    [Theory, MemberData(nameof(Matrix.Since311), MemberType = typeof(Matrix))]
    public async Task Each_message_goes_to_one_member_of_the_group(ClientLibrary library, MqttVersion version)
    {
        await using var stage = new Stage(broker, library, version);
        var shared = new Subscription($"$share/{stage.ClientId("group")}/{stage.Topic("job")}", 1);
        var common = new Subscription(stage.Topic("all"), 1);
        var first = await stage.SubscribeAsync(shared, common);
        var second = await stage.SubscribeAsync(shared, common);
        var publisher = await stage.PublisherAsync();
        for (var number = 0; number < MessageCount; number++)
            await publisher.PublishAsync(new(stage.Topic("job"), $"{number}", 1));
        await publisher.PublishAsync(new(common.Filter, Fence, 1));

        var ofFirst = await UntilFenceAsync(first);
        var ofSecond = await UntilFenceAsync(second);
        Assert.NotEmpty(ofFirst);
        Assert.NotEmpty(ofSecond);
        Assert.Equal(Enumerable.Range(0, MessageCount), ofFirst.Concat(ofSecond).Order());
    }

    private static async Task<List<int>> UntilFenceAsync(IClientConnection member)
    {
        var numbers = new List<int>();
        while ((await member.NextMessageAsync()).Payload is var payload && payload != Fence)
            numbers.Add(int.Parse(payload));
        return numbers;
    }
}
