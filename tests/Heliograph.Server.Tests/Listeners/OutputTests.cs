using Heliograph.Broker.Counters;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Tests.Listeners;

public sealed class OutputTests
{
    [Theory]
    [InlineData(1_900_000, 2_000_000)]
    [InlineData(20_000_000, 32_000_000)]
    public async Task Message_larger_than_every_buffer_arrives_whole_and_in_order(int bytes, int packetBytesMax)
    {
        await using var server = await TestServer.StartAsync(new() { PacketBytesMax = packetBytesMax });
        await using var reader = await RawPeer.ConnectAsync(server.EndPoint(), "reader", receiveBufferBytes: 8_192);
        await reader.SubscribeAsync("big", qos: 1);
        var payload = new byte[bytes];
        new Random(1).NextBytes(payload);
        await using var publisher = await RawPeer.ConnectAsync(server.EndPoint(), "publisher");
        await publisher.PublishAsync("big", payload);
        await publisher.PublishAsync("big", "after"u8.ToArray());

        var big = await reader.ReadAsync(PacketType.Publish);
        Assert.True(big.Payload(ProtocolVersion.V5).Span.SequenceEqual(payload));
        var next = await reader.ReadAsync(PacketType.Publish);
        Assert.Equal("after"u8, next.Payload(ProtocolVersion.V5).Span);
    }

    [Fact]
    public async Task Backlog_of_a_slow_reader_flows_again_when_it_reads()
    {
        const int messages = 400;
        await using var server = await TestServer.StartAsync(new() { OutgoingBytesMax = 100_000, InflightMax = 10 });
        await using var reader = await RawPeer.ConnectAsync(server.EndPoint(), "reader", receiveBufferBytes: 8_192);
        await reader.SubscribeAsync("t", qos: 1);
        await using var publisher = await RawPeer.ConnectAsync(server.EndPoint(), "publisher");
        for (var i = 0; i < messages; i++) await publisher.PublishAsync("t", [.. BitConverter.GetBytes(i), .. new byte[20_000]]);
        Assert.InRange(server.Status().QueuedMessages, messages - 1, messages);

        for (var i = 0; i < messages; i++)
        {
            var message = await reader.ReadAsync(PacketType.Publish);
            Assert.Equal(i, BitConverter.ToInt32(message.Payload(ProtocolVersion.V5).Span));
            await reader.SendAsync(Octets.Acknowledgement(4, message.PacketId));
        }

        await server.UntilAsync(status => status is { QueuedMessages: 0, QueuedBytes: 0 });
        Assert.Equal(0, server.Broker.Counters[Counter.PublishDropped]);
    }

    [Fact]
    public async Task Refusal_is_readable_by_a_client_that_goes_on_sending()
    {
        await using var server = await TestServer.StartAsync(new() { ClientIdBytesMax = 10 });
        for (var round = 0; round < 20; round++)
        {
            await using var peer = await RawPeer.OpenAsync(server.EndPoint());
            var sending = peer.SendUntilCutAsync([.. Octets.Connect(new('x', 11), ProtocolVersion.V5), .. new byte[200_000]]);
            var answer = await peer.ReadAsync();
            Assert.Equal((PacketType.ConnAck, ReasonCode.ClientIdentifierNotValid), (answer.Type, answer.Code));
            await sending;
        }
    }

    [Fact]
    public async Task Farewell_is_readable_by_a_client_that_goes_on_sending()
    {
        await using var server = await TestServer.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            await using var peer = await RawPeer.ConnectAsync(server.EndPoint(), "a");
            var sending = peer.SendUntilCutAsync([.. Octets.Acknowledgement(15, 0), .. new byte[200_000]]);
            var answer = await peer.ReadAsync();
            Assert.Equal((PacketType.Disconnect, ReasonCode.ProtocolError), (answer.Type, answer.Code));
            await sending;
        }
    }

    [Fact]
    public async Task What_a_leaving_client_sent_last_is_handled_before_it_is_gone()
    {
        await using var server = await TestServer.StartAsync();
        await using var watcher = await RawPeer.ConnectAsync(server.EndPoint(), "watcher");
        await watcher.SubscribeAsync("#");
        for (var round = 0; round < 200; round++)
        {
            await using (var hasty = await RawPeer.OpenAsync(server.EndPoint(), ProtocolVersion.V311))
            {
                await hasty.SendAsync(Octets.Packet(
                    0x10, Octets.Text("MQTT"), [4, 0x06], Octets.UInt16(0), Octets.Text("hasty"), Octets.Text("will"), Octets.Text("lost")));
                await hasty.ReadAsync(PacketType.ConnAck);
                await hasty.SendAsync([.. Octets.Publish($"news/{round}", [], ProtocolVersion.V311), .. Octets.Disconnect]);
            }

            Assert.Equal($"news/{round}", (await watcher.ReadAsync(PacketType.Publish)).Topic);
        }

        await watcher.PingAsync();
    }

    [Fact]
    public async Task Client_that_closes_its_sending_half_still_gets_its_answers()
    {
        await using var server = await TestServer.StartAsync();
        await using var peer = await RawPeer.ConnectAsync(server.EndPoint(), "a");
        await peer.SendAsync([.. Octets.Publish("t", [], ProtocolVersion.V5, qos: 1, packetId: 7), .. Octets.PingReq]);
        peer.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        var answers = await peer.ReadToEndAsync();
        Assert.Equal([PacketType.PubAck, PacketType.PingResp], answers.Select(answer => answer.Type));
    }
}
