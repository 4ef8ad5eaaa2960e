using System.Buffers;
using Heliograph.Broker.Access;
using Heliograph.Broker.Connections;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Tests.Delivery;

public sealed class RoutingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Overlapping_filters_give_one_delivery_with_the_highest_QoS_and_all_identifiers(int sessions)
    {
        var broker = new TestBroker();
        var clients = Enumerable.Range(0, sessions).Select(i =>
        {
            var client = broker.Connect($"c{i}");
            client.Subscribe("a/#", QoS.AtMostOnce, (PropertyId.SubscriptionIdentifier, 1u));
            client.Subscribe("a/+", QoS.ExactlyOnce, (PropertyId.SubscriptionIdentifier, 2u));
            client.Subscribe("a/b", QoS.AtLeastOnce, (PropertyId.SubscriptionIdentifier, 3u));
            for (var n = 0; n < 3; n++) client.Next(PacketType.SubAck);
            return client;
        }).ToArray();
        broker.Connect("p").Publish("a/b", qos: QoS.ExactlyOnce, id: 1);
        Assert.All(clients, client =>
        {
            var got = client.Next(PacketType.Publish);
            client.HasNothing();
            Assert.Equal(QoS.ExactlyOnce, got.QoS);
            Assert.Equal([1u, 2u, 3u], got.Properties.Select(property => (uint)property.Value).Order());
        });
    }

    [Fact]
    public void Subscriptions_have_a_bound_per_session_and_replacing_one_needs_no_room()
    {
        var broker = new TestBroker(TestBroker.Quiet with { SubscriptionsPerSessionMax = 2 });
        var client = broker.Connect("c");
        client.Subscribe(["a", "b", "c", "a"], new(QoS.AtLeastOnce));
        Assert.Equal(
            [ReasonCode.GrantedQoS1, ReasonCode.GrantedQoS1, ReasonCode.QuotaExceeded, ReasonCode.GrantedQoS1],
            client.Next(PacketType.SubAck).Codes);
        Assert.Equal(2, broker.Engine.Status().Subscriptions);
        client.Lose();
        Assert.Equal(0, broker.Engine.Status().Subscriptions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void A_QoS_0_publish_to_connected_subscribers_allocates_nothing(int subscribers)
    {
        var broker = new TestBroker();
        var outlets = Enumerable.Range(0, subscribers).Select(i => new Draining(broker, $"c{i}")).ToArray();
        var publisher = new Draining(broker, "publisher");
        var packet = new ArrayBufferWriter<byte>();
        new Publish { Topic = "sensors/1"u8, Payload = "21.5"u8 }.Write(packet, ProtocolVersion.V311);
        var bytes = packet.WrittenMemory;
        for (var i = 0; i < 500; i++) publisher.Handle(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) publisher.Handle(bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All(outlets, outlet => Assert.True(outlet.BytesTaken >= 600 * 17));
    }

    /// <summary>A 3.1.1 client that throws away what it is sent, without allocating.</summary>
    private sealed class Draining : IOutlet
    {
        private readonly TestBroker _broker;
        private readonly Connection _connection;

        public Draining(TestBroker broker, string clientId)
        {
            _broker = broker;
            using (var batch = broker.Engine.BeginBatch(broker.Now))
                _connection = broker.Engine.Open(this, new("", IsLoopback: true), batch);
            var packets = new ArrayBufferWriter<byte>();
            new Connect
            {
                Version = ProtocolVersion.V311,
                CleanStart = true,
                ClientId = System.Text.Encoding.UTF8.GetBytes(clientId),
            }.Write(packets);
            Handle(packets.WrittenMemory);
            using (var batch = broker.Engine.BeginBatch(broker.Now))
                broker.Engine.CompleteAuthentication(_connection, new(AuthenticationOutcome.Accepted, null, ""), batch);
            if (clientId == "publisher") return;
            packets.Clear();
            var filters = new ArrayBufferWriter<byte>();
            SubscribeEntries.Append(filters, "sensors/+"u8, new(QoS.AtMostOnce));
            new Subscribe { PacketId = 1, Payload = filters.WrittenSpan }.Write(packets, ProtocolVersion.V311);
            Handle(packets.WrittenMemory);
        }

        public long BytesTaken { get; private set; }

        public void Handle(ReadOnlyMemory<byte> bytes)
        {
            var input = new ReadOnlySequence<byte>(bytes);
            using var batch = _broker.Engine.BeginBatch(_broker.Now);
            _broker.Engine.Handle(_connection, ref input, batch);
        }

        public void Flush()
        {
            _broker.Engine.TakeOutput(_connection, out var bytes, out _);
            foreach (var segment in bytes) BytesTaken += segment.Length;
            bytes.Release();
        }

        public void Resume()
        {
        }
    }
}
