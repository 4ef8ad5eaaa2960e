using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Hostile;

/// <summary>Clients that are let in and then ask for more than they should have.</summary>
[Collection(nameof(Alone))]
public sealed class ConnectedTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(ProtocolVersion.V311, 0x80)]
    [InlineData(ProtocolVersion.V5, (int)ReasonCode.QuotaExceeded)]
    public async Task Ten_thousand_subscriptions_are_granted_and_one_more_is_not(ProtocolVersion version, int refusal)
    {
        await using var siege = await Siege.BeginAsync();
        await using (var greedy = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "greedy", version))
        {
            await siege.SufferAsync(async () =>
            {
                var filters = Enumerable.Range(0, 10_001).Select(number => $"room/{number}/+/#");
                await greedy.SendAsync(Octets.Subscribe(1, version, 1, filters));
                var codes = (await greedy.ReadAsync(PacketType.SubAck)).Body[(version == ProtocolVersion.V5 ? 3 : 2)..];
                Assert.Equal(10_001, codes.Length);
                Assert.All(codes[..^1], code => Assert.Equal(1, code));
                Assert.Equal(refusal, codes[^1]);
            });
            Assert.Equal(10_001, siege.Server.Status().Subscriptions);
            Assert.Contains("subscriptions_per_session_max = 10000", siege.Server.Broker.Events.OfClient("greedy")[^1].Cause, StringComparison.Ordinal);
            siege.AssertGrownBelow(32 * MiB);
        }

        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(16 * MiB);
    }

    [Fact]
    public async Task Endless_packet_ids_of_5_0_end_at_the_Receive_Maximum()
    {
        await using var siege = await Siege.BeginAsync(new() { ReceiveMaximum = 100 });
        await using var endless = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "endless");
        await siege.SufferAsync(async () =>
        {
            for (ushort id = 1; id <= 101; id++)
                await endless.SendUntilCutAsync(Octets.Publish("t", [], ProtocolVersion.V5, qos: 2, id));
            var packets = await endless.ReadToEndAsync();
            Assert.Equal(100, packets.Count(packet => packet.Type == PacketType.PubRec));
            Assert.Equal(ReasonCode.ReceiveMaximumExceeded, packets[^1].Code);
        });
        await siege.UntilFreedAsync();
    }

    [Fact]
    public async Task Endless_packet_ids_of_3_1_1_end_with_the_ids_there_are()
    {
        await using var siege = await Siege.BeginAsync();
        await using (var endless = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "endless", ProtocolVersion.V311))
        {
            await siege.SufferAsync(async () =>
            {
                var reading = ReadAsync(endless, 2 * ushort.MaxValue, PacketType.PubRec);
                for (var round = 0; round < 2; round++)
                for (var id = 1; id <= ushort.MaxValue; id++)
                    await endless.SendAsync(Octets.Publish("t", [], ProtocolVersion.V311, qos: 2, (ushort)id));
                await reading;
            });
            siege.AssertGrownBelow(16 * MiB);
            await endless.PingAsync();
        }

        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(8 * MiB);
    }

    [Theory]
    [InlineData(ProtocolVersion.V311)]
    [InlineData(ProtocolVersion.V5)]
    public async Task Packet_of_256_MB_is_refused_when_it_is_announced(ProtocolVersion version)
    {
        await using var siege = await Siege.BeginAsync();
        await siege.SufferAsync(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await using var huge = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "huge", version);
                await huge.SendAsync([0x30, 0xFF, 0xFF, 0xFF, 0x7F]);
                var packets = await huge.ReadToEndAsync();
                if (version == ProtocolVersion.V5) Assert.Equal(ReasonCode.PacketTooLarge, Assert.Single(packets).Code);
                else Assert.Empty(packets);
                await using var early = await RawPeer.OpenAsync(siege.Server.EndPoint());
                await early.SendAsync([0x10, 0xFF, 0xFF, 0xFF, 0x7F]);
                Assert.Empty(await early.ReadToEndAsync());
            }
        });
        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(8 * MiB);
    }

    [Theory]
    [InlineData(ProtocolVersion.V31)]
    [InlineData(ProtocolVersion.V311)]
    public async Task Publisher_of_3_x_into_a_full_durable_queue_is_held_and_nobody_else_is(ProtocolVersion version)
    {
        await using var siege = await Siege.BeginAsync(new() { QueuedMessagesMax = 10 });
        await using (var sleeper = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "sleeper", expirySeconds: uint.MaxValue))
        {
            await sleeper.SubscribeAsync("t", qos: 1);
            await sleeper.SendAsync(Octets.Disconnect);
            await sleeper.ReadToEndAsync();
        }

        await using var publisher = await RawPeer.OpenAsync(siege.Server.EndPoint(), version);
        await publisher.SendAsync(version == ProtocolVersion.V31
            ? Octets.Packet(0x10, Octets.Text("MQIsdp"), [3, 2, 0, 0], Octets.Text("publisher"))
            : Octets.Connect("publisher", version));
        await publisher.ReadAsync(PacketType.ConnAck);
        for (var i = 0; i < 10; i++) await publisher.PublishAsync("t", []);
        var held = publisher.PublishAsync("t", "the eleventh"u8.ToArray());
        await siege.SufferAsync(Task.CompletedTask);
        Assert.False(held.IsCompleted);

        await using var awake = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "sleeper", expirySeconds: uint.MaxValue);
        for (var i = 0; i < 11; i++)
        {
            var message = await awake.ReadAsync(PacketType.Publish);
            if (i == 10) Assert.Equal("the eleventh"u8, message.Payload(ProtocolVersion.V5).Span);
            await awake.SendAsync(Octets.Acknowledgement(4, message.PacketId));
        }

        await held;
        await siege.Server.UntilAsync(status => status.QueuedMessages == 0);
    }

    [Fact]
    public async Task Aliases_and_topics_of_clients_that_left_are_forgotten()
    {
        await using var siege = await Siege.BeginAsync(new() { KeepAliveSecondsMax = 0 });
        await siege.SufferAsync(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await using var peer = await RawPeer.ConnectAsync(siege.Server.EndPoint(), "leaver", keepAliveSeconds: ushort.MaxValue);
                for (byte alias = 1; alias <= 16; alias++)
                    await peer.SendAsync(Octets.Packet(0x30, Octets.Text($"{alias}{new string('x', 60_000)}"), [3, 0x23, 0, alias]));
                await peer.PingAsync();
            }
        });
        await siege.UntilFreedAsync();
        siege.AssertGrownBelow(32 * MiB); // 100 MB of aliases, and the rest of 27 hours of keep alive
    }

    private static async Task ReadAsync(RawPeer peer, int count, PacketType type)
    {
        for (var i = 0; i < count; i++) await peer.ReadAsync(type);
    }
}
