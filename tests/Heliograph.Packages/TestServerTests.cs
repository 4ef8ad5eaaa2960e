using Heliograph.Broker.Events;
using Heliograph.Broker.Inspection;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server;
using Heliograph.Server.Hosting;
using Heliograph.Server.Local;
using Heliograph.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Heliograph.Packages;

public sealed class TestServerTests
{
    [Fact]
    public async Task A_silent_client_is_cut_one_and_a_half_keep_alives_after_its_last_packet()
    {
        await using var server = await HeliographTestServer.StartAsync();
        using var client = await RawClient.ConnectAsync(server, "quiet", keepAlive: 20);
        await server.AdvanceAsync(TimeSpan.FromSeconds(29));
        Assert.True(server.FindSession("quiet") is { IsConnected: true });
        await server.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.Contains(server.Events, one => one is { Kind: EventKind.Disconnected, Code: ReasonCode.KeepAliveTimeout });
        Assert.Equal(PacketType.Disconnect, (await client.ReadAsync())!.Value.Type);
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_session_ends_when_its_expiry_has_passed_and_not_before()
    {
        await using var server = await HeliographTestServer.StartAsync();
        (await RawClient.ConnectAsync(server, "away", expirySeconds: 3_600)).Dispose();
        await server.UntilAsync(() => server.FindSession("away") is { IsConnected: false });
        await server.AdvanceAsync(TimeSpan.FromMinutes(59));
        Assert.NotNull(server.FindSession("away"));
        await server.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Null(server.FindSession("away"));
    }

    [Fact]
    public async Task What_the_program_publishes_reaches_its_own_subscriptions_with_all_that_goes_with_it()
    {
        await using var server = await HeliographTestServer.StartAsync();
        await using var subscription = await server.Broker.SubscribeAsync("a/#", new() { QoS = QoS.ExactlyOnce }, TestContext.Current.CancellationToken);
        foreach (var qos in new[] { QoS.AtMostOnce, QoS.AtLeastOnce, QoS.ExactlyOnce })
        {
            var sent = new LocalMessage("a/b", $"at {qos}") { QoS = qos, ContentType = "text/plain", ResponseTopic = "c", CorrelationData = new byte[] { 1, 2 }, UserProperties = [new("n", "v")] };
            Assert.Equal(Published.ToSubscribers, await server.Broker.PublishAsync(sent, TestContext.Current.CancellationToken));
        }

        var received = await TakeAsync(subscription, 3);
        Assert.Equal([QoS.AtMostOnce, QoS.AtLeastOnce, QoS.ExactlyOnce], received.Select(message => message.QoS));
        Assert.All(received, message => Assert.Equal(("a/b", "text/plain", "c", "0102", "n=v"),
            (message.Topic, message.ContentType, message.ResponseTopic, Convert.ToHexString(message.CorrelationData.Span), string.Join(',', message.UserProperties.Select(one => $"{one.Key}={one.Value}")))));
        Assert.Equal("at AtLeastOnce", received[1].Text);
    }

    [Fact]
    public async Task A_slow_reader_in_the_program_loses_nothing_at_QoS_1_within_its_queue()
    {
        await using var server = await HeliographTestServer.StartAsync();
        await using var subscription = await server.Broker.SubscribeAsync("a", new() { InflightMax = 2 }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 500; i++) await server.Broker.PublishAsync(new("a", $"{i}") { QoS = QoS.AtLeastOnce }, TestContext.Current.CancellationToken);
        var received = await TakeAsync(subscription, 500);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), received.Select(message => message.Text));
    }

    [Fact]
    public async Task A_full_queue_of_the_program_refuses_as_any_full_queue_does()
    {
        await using var server = await HeliographTestServer.StartAsync(options => options.Limits = new() { QueuedMessagesMax = 10 });
        (await RawClient.ConnectAsync(server, "durable", expirySeconds: 100, filter: "a")).Dispose();
        await server.UntilAsync(() => server.FindSession("durable") is { IsConnected: false });
        var outcomes = new List<Published>();
        for (var i = 0; i < 11; i++) outcomes.Add(await server.Broker.PublishAsync(new("a", "x") { QoS = QoS.AtLeastOnce }, TestContext.Current.CancellationToken));
        Assert.Equal([.. Enumerable.Repeat(Published.ToSubscribers, 10), Published.Refused], outcomes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("$SYS/x")]
    public async Task A_topic_that_cannot_be_published_to_is_named(string topic)
    {
        await using var server = await HeliographTestServer.StartAsync();
        var refused = await Assert.ThrowsAsync<ArgumentException>(async () => await server.Broker.PublishAsync(new(topic, "x"), TestContext.Current.CancellationToken));
        Assert.Contains($"'{topic}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_is_none_is_refused()
    {
        await using var server = await HeliographTestServer.StartAsync();
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => server.Broker.SubscribeAsync("a/#/b", stop: TestContext.Current.CancellationToken));
        Assert.Contains("a/#/b", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_and_rules_hold_for_clients_and_not_for_the_program()
    {
        await using var server = await HeliographTestServer.StartAsync(options =>
        {
            options.AddUser("bob", "secret");
            options.AccessRules = "user bob\ntopic read allowed";
        });
        await using var all = await server.Broker.SubscribeAsync("forbidden", stop: TestContext.Current.CancellationToken);
        Assert.Equal(0x86, await RawClient.RefusalAsync(server, "bob", "wrong"));
        using var client = await RawClient.ConnectAsync(server, "b", user: "bob", password: "secret");
        Assert.Equal(0x87, await client.PublishAsync("forbidden", "x"));
        Assert.Contains(server.Events, one => one is { Kind: EventKind.Denied, Topic: "forbidden" });
    }

    [Fact]
    public async Task A_broker_that_nobody_could_connect_to_does_not_start()
    {
        var failure = await Assert.ThrowsAsync<OperatorException>(() => StartEmbeddedAsync(new()));
        Assert.Contains("nobody could connect", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_of_the_program_that_hears_nothing_outlives_the_longest_keep_alive()
    {
        await using var server = await HeliographTestServer.StartAsync(options => options.Limits = new() { KeepAliveSecondsMax = 60 });
        await using var subscription = await server.Broker.SubscribeAsync("a", stop: TestContext.Current.CancellationToken);
        using var client = await RawClient.ConnectAsync(server, "silent");
        await server.AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.Contains(server.Events, one => one is { ClientId: "silent", Kind: EventKind.Disconnected, Code: ReasonCode.KeepAliveTimeout });
        Assert.Equal(Published.ToSubscribers, await server.Broker.PublishAsync(new("a", "still") { QoS = QoS.AtLeastOnce }, TestContext.Current.CancellationToken));
        Assert.Equal("still", Assert.Single(await TakeAsync(subscription, 1)).Text);
    }

    [Fact]
    public async Task A_subscription_that_the_broker_ends_says_so_to_its_reader()
    {
        await using var server = await HeliographTestServer.StartAsync();
        await using var subscription = await server.Broker.SubscribeAsync("a", stop: TestContext.Current.CancellationToken);
        Assert.True(server.Broker.Disconnect(Assert.Single(server.Sessions).ClientId, "by the test"));
        var ended = await Assert.ThrowsAsync<IOException>(() => TakeAsync(subscription, 1));
        Assert.Contains("'a': AdministrativeAction", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_is_disposed_ends_for_its_reader()
    {
        await using var server = await HeliographTestServer.StartAsync();
        var subscription = await server.Broker.SubscribeAsync("a", stop: TestContext.Current.CancellationToken);
        var reading = TakeAsync(subscription, 1);
        await subscription.DisposeAsync();
        Assert.Empty(await reading);
    }

    [Fact]
    public async Task The_client_ids_of_the_program_cannot_be_guessed()
    {
        await using var server = await HeliographTestServer.StartAsync();
        await using var first = await server.Broker.SubscribeAsync("a", stop: TestContext.Current.CancellationToken);
        await using var second = await server.Broker.SubscribeAsync("a", stop: TestContext.Current.CancellationToken);
        var ids = server.Sessions.Select(session => session.ClientId).ToList();
        Assert.All(ids, id => Assert.Matches("^in-process:[12]-[0-9a-f]{32}$", id));
        Assert.Equal(2, ids.DistinctBy(id => id[^32..]).Count());
    }

    [Fact]
    public async Task Its_subscriptions_end_when_it_stops()
    {
        var server = await HeliographTestServer.StartAsync();
        await using var subscription = await server.Broker.SubscribeAsync("a", stop: TestContext.Current.CancellationToken);
        var reading = TakeAsync(subscription, int.MaxValue);
        await server.DisposeAsync();
        Assert.Empty(await reading);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.Broker.PublishAsync(new("a", "b"), TestContext.Current.CancellationToken));
    }

    private static async Task StartEmbeddedAsync(HeliographOptions options)
    {
        await using var server = await EmbeddedServer.StartAsync(options, NullLoggerFactory.Instance, TimeProvider.System);
    }

    private static async Task<List<ReceivedMessage>> TakeAsync(ILocalSubscription subscription, int count)
    {
        List<ReceivedMessage> taken = [];
        await foreach (var message in subscription.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            taken.Add(message);
            if (taken.Count == count) break;
        }

        return taken;
    }
}
