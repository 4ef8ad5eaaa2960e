using Heliograph.Broker.Counters;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Hostile;

/// <summary>Clients that never read.</summary>
[Collection(nameof(Alone))]
public sealed class UnreadTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public async Task Subscribers_that_never_read_cost_a_bounded_buffer_and_the_others_get_everything()
    {
        const int messages = 2_000;
        await using var siege = await Siege.BeginAsync(new() { OutgoingBytesMax = 1 << 20, QueuedBytesMax = 2 << 20 });
        await using var reader = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "reader");
        await reader.SubscribeAsync("flood", qos: 1);
        await using var deaf0 = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "deaf-0", receiveBufferBytes: 8_192);
        await deaf0.SubscribeAsync("flood");
        await using var deaf1 = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "deaf-1", receiveBufferBytes: 8_192);
        await deaf1.SubscribeAsync("flood", qos: 1);
        await using var publisher = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "publisher");
        await siege.SufferAsync(async () =>
        {
            using var room = new SemaphoreSlim(50); // 1 MB: the reader is not to be a slow one
            var reading = ReadAllAsync(reader, messages, room);
            for (var i = 0; i < messages; i++)
            {
                await room.WaitAsync(TestContext.Current.CancellationToken);
                await publisher.PublishAsync("flood", [.. BitConverter.GetBytes(i), .. new byte[20_000]]);
            }

            await reading;
        });
        Assert.True(siege.Server.Broker.Counters[Counter.PublishDropped] > 0);
        siege.AssertGrownBelow(24 * MiB); // 40 MB were sent to each of them
        foreach (var peer in (RawPeer[])[deaf0, deaf1, reader, publisher]) await peer.DisposeAsync();
        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(16 * MiB);
    }

    [Fact]
    public async Task Client_that_asks_and_asks_and_never_reads_is_not_listened_to_until_it_reads()
    {
        const int requests = 8_000_000;
        await using var siege = await Siege.BeginAsync(new() { OutgoingBytesMax = 100_000 });
        await using var deaf = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "deaf");
        var all = new byte[requests * 2];
        for (var i = 0; i < all.Length; i += 2) all[i] = 0xC0;
        var heapOfTheTest = all.Length;
        var asking = deaf.SendAsync(all);
        await siege.SufferAsync(UntilStillAsync(siege));
        Assert.False(asking.IsCompleted);
        siege.AssertGrownBelow(heapOfTheTest + (8 * MiB));

        var answers = 0;
        while (answers < requests) answers += await CountAsync(deaf);
        await asking;
        Assert.Equal(requests, answers);
    }

    [Fact]
    public async Task Client_that_never_reads_its_farewell_is_cut_off()
    {
        await using var siege = await Siege.BeginAsync();
        await using var deaf = await StuckReader.ConnectAsync(siege.Server, "deaf");
        await using (var successor = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "deaf"))
        {
            await siege.SufferAsync(siege.Server.UntilAsync(status => status is { Connections: 2, Sessions: 2 }));
            await successor.PingAsync();
        }

        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(8 * MiB);
    }

    [Fact]
    public async Task Client_that_never_reads_and_falls_silent_is_cut_off_after_its_keep_alive()
    {
        await using var siege = await Siege.BeginAsync();
        await using var deaf = await StuckReader.ConnectAsync(siege.Server, "deaf", keepAliveSeconds: 1);
        await siege.SufferAsync(siege.UntilFreedAsync());
    }

    [Fact]
    public async Task Clients_that_never_read_their_CONNACK_are_cut_off()
    {
        await using var siege = await Siege.BeginAsync(new() { ClientIdBytesMax = 30 });
        var peers = new List<RawPeer>();
        for (var i = 0; i < 100; i++)
        {
            peers.Add(await RawPeer.OpenAsync(siege.Server.EndPoint(), receiveBufferBytes: 2_048));
            await peers[^1].SendAsync(Octets.Connect(new('x', 31), ProtocolVersion.V5));
        }

        await siege.SufferAsync(siege.UntilFreedAsync());
        foreach (var peer in peers) await peer.DisposeAsync();
    }

    private static async Task ReadAllAsync(RawPeer reader, int messages, SemaphoreSlim room)
    {
        for (var i = 0; i < messages; i++)
        {
            var message = await reader.ReadAsync(PacketType.Publish);
            Assert.Equal(i, BitConverter.ToInt32(message.Payload(ProtocolVersion.V5).Span));
            await reader.SendAsync(Octets.Acknowledgement(4, message.PacketId));
            room.Release();
        }
    }

    // Nothing has been read from the deaf client while others had many turns.
    private static async Task UntilStillAsync(Siege siege)
    {
        long before;
        do
        {
            before = siege.Server.Broker.Counters.Received(PacketType.PingReq);
            using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            await look.WaitForNextTickAsync();
        }
        while (siege.Server.Broker.Counters.Received(PacketType.PingReq) != before);
    }

    private static async Task<int> CountAsync(RawPeer peer)
    {
        var answers = new byte[1 << 16];
        using var patience = new CancellationTokenSource(RawPeer.Patience);
        var count = await peer.Socket.ReceiveAsync(answers, patience.Token);
        if (count % 2 == 1) count += await peer.Socket.ReceiveAsync(answers.AsMemory(0, 1), patience.Token);
        return count / 2;
    }
}
