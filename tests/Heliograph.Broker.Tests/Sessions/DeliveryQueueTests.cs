using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Tests.Sessions;

public sealed class DeliveryQueueTests
{
    [Fact]
    public void It_behaves_as_a_plain_list_through_any_life()
    {
        for (var seed = 0; seed < 40; seed++) Live(new(seed));
    }

    private static void Live(Random random)
    {
        var queue = new DeliveryQueue();
        var plain = new List<QueuedDelivery>();
        var lateIds = new HashSet<long>();
        var grows = random.Next(1, 4);
        for (var step = 1; step < 1_500; step++)
        {
            switch (random.Next(4 + grows))
            {
                case 0 or 1 when plain.Count > 0:
                    Assert.Equal(plain[0], queue.Peek());
                    Assert.Equal(plain[0], queue.Dequeue());
                    plain.RemoveAt(0);
                    break;
                case 2 when plain.Count > 0:
                    var gone = plain[random.Next(plain.Count)];
                    Assert.True(queue.TryRemove(gone.Id, group: 0, out var removed));
                    Assert.Equal(gone, removed);
                    plain.Remove(gone);
                    break;
                case 3:
                    Assert.False(queue.TryRemove(new(1_000_000), group: 0, out _));
                    break;
                default:
                    // Mostly in the order of the numbers, as they are published; what comes back from a shared group is not.
                    var late = (2L * random.Next(step)) + 1;
                    var added = new QueuedDelivery { Id = new(random.Next(4) == 0 && lateIds.Add(late) ? late : 2L * step), Size = random.Next(100) };
                    queue.Enqueue(added);
                    plain.Add(added);
                    break;
            }

            Assert.Equal(plain.Count, queue.Count);
            Assert.Equal(plain.Sum(one => (long)one.Size), queue.Bytes);
        }

        var all = new List<QueuedDelivery>();
        foreach (var delivery in queue) all.Add(delivery);
        Assert.Equal(plain, all);
    }
}
