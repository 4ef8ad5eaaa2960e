using Heliograph.Testing;
using MQTTnet;
using Xunit;

namespace UnitTests;

public sealed class DoorbellTests
{
    [Fact]
    public async Task It_says_that_it_is_there()
    {
        await using var server = await HeliographTestServer.StartAsync();
        using var client = NewClient(server.Connect);
        var doorbell = new Doorbell(client);
        await doorbell.ConnectAsync();
        await doorbell.SayHelloAsync();
        Assert.Equal("there", Assert.Single(server.Retained("doorbell/#")).Text);
    }

    [Fact]
    public async Task Who_listens_hears_it_ring()
    {
        await using var server = await HeliographTestServer.StartAsync();
        await using var house = await server.Broker.SubscribeAsync("doorbell/ring", stop: TestContext.Current.CancellationToken);
        using var client = NewClient(server.Connect);
        var doorbell = new Doorbell(client);
        await doorbell.ConnectAsync();
        await doorbell.RingAsync();
        await foreach (var message in house.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal("ding dong", message.Text);
            return;
        }
    }

    [Fact]
    public async Task A_minute_after_it_is_cut_off_the_house_is_told_and_ten_minutes_after_its_session_is_gone()
    {
        await using var server = await HeliographTestServer.StartAsync();
        Stream? wire = null;
        using var client = NewClient(() => wire = server.Connect());
        var doorbell = new Doorbell(client);
        await doorbell.ConnectAsync();
        await doorbell.SayHelloAsync();

        wire!.Dispose(); // the wire is cut, without a goodbye
        await server.UntilAsync(() => server.FindSession("doorbell") is { IsConnected: false });
        await server.AdvanceAsync(TimeSpan.FromSeconds(59));
        Assert.Equal("there", Assert.Single(server.Retained("doorbell/state")).Text);
        await server.AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("gone", Assert.Single(server.Retained("doorbell/state")).Text);

        await server.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Null(server.FindSession("doorbell"));
    }

    private static IMqttClient NewClient(Func<Stream> connect) => new MqttClientFactory().CreateMqttClient(new StreamAdapters(connect));
}
