using Heliograph.Broker.Outgoing;

namespace Heliograph.Broker.Tests.Outgoing;

public sealed class SegmentPoolTests
{
    [Fact]
    public void One_message_to_each_of_ten_thousand_clients_allocates_only_the_first_time()
    {
        var pool = new SegmentPool();
        var outboxes = Enumerable.Range(0, 10_000).Select(_ => new Outbox(pool)).ToArray();
        Deliver(outboxes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Deliver(outboxes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_buffer_begins_small_and_goes_on_large()
    {
        var pool = new SegmentPool();
        Assert.Equal(SegmentPool.SmallBytes, pool.Rent(1, isFirst: true).Array.Length);
        Assert.Equal(SegmentPool.LargeBytes, pool.Rent(1, isFirst: false).Array.Length);
        Assert.Equal(SegmentPool.LargeBytes, pool.Rent(SegmentPool.SmallBytes + 1, isFirst: true).Array.Length);
        Assert.Equal(SegmentPool.LargeBytes + 1, pool.Rent(SegmentPool.LargeBytes + 1, isFirst: true).Array.Length);
    }

    private static void Deliver(Outbox[] outboxes)
    {
        foreach (var outbox in outboxes)
        {
            outbox.GetSpan(100)[0] = 1;
            outbox.Advance(100);
        }

        foreach (var outbox in outboxes)
        {
            outbox.Take(default, out var bytes);
            bytes.Release();
        }
    }
}
