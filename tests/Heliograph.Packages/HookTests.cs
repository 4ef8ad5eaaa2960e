using System.Text;
using Heliograph.Broker.Events;
using Heliograph.Broker.Interception;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server;
using Heliograph.Server.Hooks;
using Heliograph.Testing;

namespace Heliograph.Packages;

public sealed class HookTests
{
    [Fact]
    public async Task An_interceptor_passes_changes_and_drops()
    {
        await using var server = await WithAsync(publish => new(publish.Topic switch
        {
            "change" => PublishVerdict.Changed(new("changed", Encoding.UTF8.GetBytes("new"), Retain: true)),
            "drop" => PublishVerdict.Dropped(ReasonCode.QuotaExceeded, "too much of it"),
            "swallow" => PublishVerdict.Dropped(ReasonCode.Success, "nobody wants it"),
            _ => PublishVerdict.Pass,
        }));
        await using var all = await server.Broker.SubscribeAsync("#", stop: TestContext.Current.CancellationToken);
        using var client = await RawClient.ConnectAsync(server, "c");
        Assert.Equal(0, await client.PublishAsync("pass", "1"));
        Assert.Equal(0, await client.PublishAsync("change", "2"));
        Assert.Equal(0x97, await client.PublishAsync("drop", "3"));
        Assert.Equal(0, await client.PublishAsync("swallow", "4"));
        Assert.Equal(0, await client.PublishAsync("pass", "5"));
        List<string> came = [];
        await foreach (var message in all.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            came.Add($"{message.Topic}={message.Text}");
            if (came.Count == 3) break;
        }

        Assert.Equal(["pass=1", "changed=new", "pass=5"], came);
        Assert.Equal("new", Assert.Single(server.Retained("changed")).Text);
        Assert.Contains(server.Events, one => one is { Kind: EventKind.Denied, Topic: "drop", Code: ReasonCode.QuotaExceeded } && one.Cause.Contains("too much of it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ReasonCode.ServerBusy)]
    [InlineData(ReasonCode.GrantedQoS1)]
    [InlineData(ReasonCode.PacketIdentifierNotFound)]
    public void A_code_that_PUBACK_and_PUBREC_may_not_carry_is_refused(ReasonCode code) => // [MQTT-3.4.2-1] [MQTT-3.5.2-1]
        Assert.Equal("code", Assert.Throws<ArgumentOutOfRangeException>(() => PublishVerdict.Dropped(code, "")).ParamName);

    [Theory]
    [InlineData(0)]
    [InlineData(86_401)]
    public async Task A_time_for_interceptors_that_is_out_of_range_is_named(int seconds)
    {
        var refused = await Assert.ThrowsAsync<OperatorException>(() => HeliographTestServer.StartAsync(options => options.Interception = new() { TimeMax = TimeSpan.FromSeconds(seconds) }));
        Assert.Contains("Interception.TimeMax", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_waits_holds_back_its_own_connection_alone_and_keeps_the_order()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WithAsync(async publish =>
        {
            if (publish.Topic == "slow") await release.Task;
            return PublishVerdict.Pass;
        });
        await using var all = await server.Broker.SubscribeAsync("#", stop: TestContext.Current.CancellationToken);
        using var slow = await RawClient.ConnectAsync(server, "slow");
        using var quick = await RawClient.ConnectAsync(server, "quick");
        await slow.SendPublishAsync("slow", "1");
        await slow.SendPublishAsync("after", "2");
        Assert.Equal(0, await quick.PublishAsync("quick", "3"));
        release.SetResult();
        List<string> came = [];
        await foreach (var message in all.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            came.Add(message.Topic);
            if (came.Count == 3) break;
        }

        Assert.Equal(["quick", "slow", "after"], came);
    }

    [Theory]
    [InlineData(ProtocolVersion.V5, 0x83)]
    [InlineData(ProtocolVersion.V311, -1)] // cannot be told: cut, so that it sends it again
    public async Task One_that_fails_acknowledges_nothing(ProtocolVersion version, int answer)
    {
        await using var server = await WithAsync(_ => throw new InvalidOperationException("the database is away"));
        using var client = await RawClient.ConnectAsync(server, "c", version: version);
        Assert.Equal(answer, await client.PublishAsync("a", "b"));
        Assert.Contains(server.Events, one => one.Cause.Contains("the database is away", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_does_not_answer_in_time_is_not_waited_for()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WithAsync(async publish =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return PublishVerdict.Pass;
        });
        using var client = await RawClient.ConnectAsync(server, "c");
        var answer = client.PublishAsync("a", "b");
        await asked.Task;
        await server.AdvanceAsync(TimeSpan.FromSeconds(6));
        Assert.Equal(0x83, await answer);
    }

    [Fact]
    public async Task A_topic_that_cannot_be_published_to_is_not_made_by_an_interceptor()
    {
        await using var server = await WithAsync(_ => new(PublishVerdict.Changed(new("a/#", default, false))));
        using var client = await RawClient.ConnectAsync(server, "c");
        Assert.Equal(0x83, await client.PublishAsync("a", "b"));
    }

    [Fact]
    public async Task A_client_that_leaves_meanwhile_is_not_answered()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await WithAsync(async publish =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return PublishVerdict.Pass;
        });
        var client = await RawClient.ConnectAsync(server, "c", expirySeconds: 100);
        await client.SendPublishAsync("a", "b");
        await asked.Task;
        server.Broker.Disconnect("c", "it is enough");
        Assert.Equal(PacketType.Disconnect, (await client.ReadAsync())!.Value.Type);
        Assert.Null(await client.ReadAsync());
        client.Dispose();
    }

    private static Task<HeliographTestServer> WithAsync(Func<InterceptedPublish, ValueTask<PublishVerdict>> judge) =>
        HeliographTestServer.StartAsync(options => options.PublishInterceptors.Add(new Judge(judge)));

    private sealed class Judge(Func<InterceptedPublish, ValueTask<PublishVerdict>> judge) : IPublishInterceptor
    {
        public ValueTask<PublishVerdict> InterceptAsync(InterceptedPublish publish, CancellationToken stop) => judge(publish);
    }
}
