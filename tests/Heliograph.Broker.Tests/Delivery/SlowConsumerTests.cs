using Heliograph.Broker.Connections;
using Heliograph.Broker.Counters;

namespace Heliograph.Broker.Tests.Delivery;

/// <summary>One slow client costs itself only (law L6).</summary>
public sealed class SlowConsumerTests
{
    private static readonly BrokerOptions Small = TestBroker.Quiet with { OutgoingBytesMax = 10_000 };

    [Fact]
    public void A_client_that_does_not_read_has_a_bounded_buffer_and_the_others_get_everything()
    {
        var broker = new TestBroker(Small);
        var slow = broker.Connect("slow");
        var quick = broker.Connect("quick");
        slow.Subscribe("#");
        quick.Subscribe("#");
        slow.Reads = false;
        var publisher = broker.Connect("publisher");
        for (var i = 0; i < 1_000; i++) publisher.Publish("t", new string('x', 1_000));

        Assert.Equal(1_000, quick.Messages().Length);
        Assert.InRange(slow.Connection.Link.Outbox.PendingBytes, 9_000, 12_000);
        Assert.Equal(1_000 - 10, broker.Engine.Counters[Counter.PublishDropped]);
        slow.ReadAll();
        publisher.Publish("t", "after");
        Assert.Equal("after", slow.Messages()[^1]);
    }

    [Fact]
    public void QoS_1_waits_in_the_queue_of_a_client_that_does_not_read_and_comes_in_order()
    {
        var broker = new TestBroker(Small);
        var slow = broker.Connect("slow");
        slow.Subscribe("#", QoS.AtLeastOnce);
        slow.Reads = false;
        var publisher = broker.Connect("publisher");
        for (ushort i = 1; i <= 100; i++) publisher.Publish("t", $"{i}".PadRight(1_000), QoS.AtLeastOnce, i);
        Assert.InRange(slow.Connection.Link.Outbox.PendingBytes, 9_000, 12_000);

        slow.ReadAll();
        var got = slow.Messages().Select(text => int.Parse(text.Trim())).ToArray();
        Assert.Equal(Enumerable.Range(1, 100), got);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_client_that_does_not_read_its_answers_is_not_read_from(bool withPublish)
    {
        var broker = new TestBroker(Small);
        var client = broker.Connect("client", new() { Version = ProtocolVersion.V311 });
        client.Reads = false;
        for (var sent = 0; sent < 100_000 && client.Status == InputStatus.NeedMore; sent++)
        {
            if (withPublish) client.Publish("t", qos: QoS.AtLeastOnce, id: (ushort)((sent % 60_000) + 1));
            else client.Ping();
        }

        Assert.Equal(InputStatus.Suspended, client.Status);
        Assert.InRange(client.Connection.Link.Outbox.PendingBytes, 1_000, 2 * Small.OutgoingBytesMax + 100);
    }

    [Fact]
    public void It_goes_on_where_it_stood_once_it_reads()
    {
        var broker = new TestBroker(Small);
        var client = broker.Connect("client");
        client.Reads = false;
        while (client.Status == InputStatus.NeedMore) client.Ping();
        client.ReadAll();
        broker.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(InputStatus.NeedMore, client.Status);
        client.Ping();
        Assert.True(client.Waiting > Small.OutgoingBytesMax / 2);
    }

    [Fact]
    public void Keep_alive_ends_a_client_that_never_reads_its_answers()
    {
        var broker = new TestBroker(Small);
        var client = broker.Connect("client", new() { KeepAlive = 10 });
        client.Reads = false;
        while (client.Status == InputStatus.NeedMore) client.Ping();
        broker.Pass(TimeSpan.FromSeconds(30));
        Assert.True(client.Connection.Link.IsClosing);
    }
}
