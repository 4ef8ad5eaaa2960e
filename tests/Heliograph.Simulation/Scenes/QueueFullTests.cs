using Heliograph.Broker;
using Heliograph.Broker.Counters;
using Heliograph.Mqtt;
using Heliograph.Simulation.Clients;

namespace Heliograph.Simulation.Scenes;

/// <summary>What happens when the queue of a session is full: docs/limits.md and law L6.</summary>
public sealed class QueueFullTests
{
    [Fact]
    public void A_3_1_1_publisher_is_held_until_there_is_room()
    {
        var (scene, publisher) = Away(QueueFullPolicy.Refuse, ProtocolVersion.V311);
        string[] keys = [.. Enumerable.Range(0, 4).Select(_ => scene.Publish(publisher, "t", QoS.AtLeastOnce))];
        scene.Settle();
        Assert.Equal(2, publisher.OutgoingCount);
        var subscriber = scene.Connect("subscriber");
        scene.Settle();
        Assert.Equal(0, publisher.OutgoingCount);
        Assert.Equal(keys, subscriber.Received);
    }

    [Fact]
    public void A_5_0_publisher_is_refused_and_nobody_gets_it()
    {
        var (scene, publisher) = Away(QueueFullPolicy.Refuse, ProtocolVersion.V5);
        string[] keys = [.. Enumerable.Range(0, 4).Select(_ => scene.Publish(publisher, "t", QoS.ExactlyOnce))];
        scene.Settle();
        Assert.Equal(0, publisher.OutgoingCount);
        Assert.Equal(2, scene.World.Broker.Counters[Counter.PublishRefused]);
        var subscriber = scene.Connect("subscriber");
        scene.Settle();
        Assert.Equal(keys[..2], subscriber.Received);
    }

    [Theory]
    [InlineData(QueueFullPolicy.DropNewest, 0)]
    [InlineData(QueueFullPolicy.DropOldest, 2)]
    public void A_policy_of_dropping_says_which_end_goes(QueueFullPolicy policy, int firstKept)
    {
        var (scene, publisher) = Away(policy, ProtocolVersion.V5);
        string[] keys = [.. Enumerable.Range(0, 4).Select(_ => scene.Publish(publisher, "t", QoS.AtLeastOnce))];
        scene.Settle();
        Assert.Equal(0, publisher.OutgoingCount);
        var subscriber = scene.Connect("subscriber");
        scene.Settle();
        Assert.Equal(keys[firstKept..(firstKept + 2)], subscriber.Received);
    }

    [Fact]
    public void Two_3_1_1_clients_that_fill_each_others_queues_do_not_wait_for_ever()
    {
        var scene = new Scene(new() { QueuedMessagesMax = 2 });
        var left = scene.Connect("left", ProtocolVersion.V311);
        var right = scene.Connect("right", ProtocolVersion.V311);
        scene.Settle();
        scene.Subscribe(left, "to/left", QoS.AtLeastOnce);
        scene.Subscribe(right, "to/right", QoS.AtLeastOnce);
        scene.Settle();
        for (var i = 0; i < 6; i++)
        {
            left.Publish(Of("l", i, "to/right"));
            right.Publish(Of("r", i, "to/left"));
        }

        scene.Settle();
        Assert.Equal((0, 0), (left.OutgoingCount, right.OutgoingCount));
        Assert.Equal((6, 6), (left.Received.Count, right.Received.Count));
    }

    private static OutgoingPublish Of(string name, int number, string topic) => new()
    {
        Key = $"{name}{number}",
        Topic = topic,
        Payload = World.MessageKey.Payload($"{name}{number}", 0),
        QoS = QoS.AtLeastOnce,
    };

    private static (Scene Scene, SimClient Publisher) Away(QueueFullPolicy policy, ProtocolVersion version)
    {
        var scene = new Scene(new() { QueuedMessagesMax = 2, QueueFull = policy });
        var publisher = scene.Connect("publisher", version);
        var subscriber = scene.Connect("subscriber");
        scene.Settle();
        scene.Subscribe(subscriber, "t", QoS.ExactlyOnce);
        scene.Settle();
        scene.Lose(subscriber);
        return (scene, publisher);
    }
}
