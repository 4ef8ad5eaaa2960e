using Heliograph.Broker.Counters;
using Heliograph.Mqtt;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>How the edge waits for a client that is read more slowly than it sends.</summary>
public sealed class PaceTests
{
    [Fact]
    public async Task It_goes_on_by_the_clock_and_all_arrives_though_the_client_has_closed()
    {
        var time = new HandTurnedTime();
        await using var server = await TestServer.StartAsync(new() { MessagesPerSecondMax = 2 }, options => options with { Time = time });
        await using var reader = await RawPeer.ConnectAsync(server.EndPoint(), "reader");
        await reader.SubscribeAsync("t");
        await using (var sender = await RawPeer.ConnectAsync(server.EndPoint(), "sender"))
        {
            for (var i = 0; i < 6; i++) await sender.SendAsync(Octets.Publish("t", [(byte)i], ProtocolVersion.V5));
            await sender.SendAsync(Octets.Disconnect);
        }

        await TestServer.UntilAsync(() => server.Broker.Counters[Counter.PublishReceived] == 2, () => "the burst has not come");
        await reader.PingAsync();
        Assert.Equal(2, server.Broker.Counters[Counter.PublishReceived]);
        for (var i = 2; i < 6; i++)
        {
            await TestServer.UntilAsync(() =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return server.Broker.Counters[Counter.PublishReceived] > i;
            }, () => "it does not go on");
        }

        await server.UntilAsync(status => status.ClientsConnected == 1);
        Assert.Contains(server.Broker.Events.OfClient("sender"), one => one.Cause == "the client sent DISCONNECT");
    }

    [Fact]
    public async Task A_pause_ends_at_once_when_the_connection_does()
    {
        await using var server = await TestServer.StartAsync(new() { MessagesPerSecondMax = 1, MessagesBurst = 1, BytesPerSecondMax = 1 });
        await using var sender = await RawPeer.ConnectAsync(server.EndPoint(), "sender");
        await sender.SendAsync(Octets.Publish("t", new byte[100_000], ProtocolVersion.V5)); // paid off in a day
        await sender.SendAsync(Octets.PingReq);
        await TestServer.UntilAsync(() => server.Broker.Counters[Counter.ReadsPaused] > 0, () => "it is not paused");
        await using var taker = await RawPeer.ConnectAsync(server.EndPoint(), "sender");
        Assert.Equal(ReasonCode.SessionTakenOver, (await sender.ReadAsync()).Code);
        Assert.Null(await sender.TryReadAsync());
        await server.UntilAsync(status => status.Connections == 1);
    }
}
