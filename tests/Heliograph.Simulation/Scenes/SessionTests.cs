using Heliograph.Mqtt;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Scenes;

/// <summary>Redelivery and wills, one law each.</summary>
public sealed class SessionTests
{
    private readonly Scene _scene = new();

    [Theory]
    [InlineData(QoS.AtLeastOnce)]
    [InlineData(QoS.ExactlyOnce)]
    public void What_was_not_answered_comes_again_in_order_and_once_at_qos_2(QoS qos)
    {
        var publisher = _scene.Connect("publisher");
        var subscriber = _scene.Connect("subscriber");
        _scene.Settle();
        _scene.Subscribe(subscriber, "t", qos);
        _scene.Settle();
        for (var i = 0; i < 3; i++) publisher.Publish(new() { Key = $"k{i}", Topic = "t", Payload = MessageKey.Payload($"k{i}", 0), QoS = qos });
        _scene.Run(silent: subscriber);
        _scene.World.MakeDurable(_scene.World.Journal.Last.Value);
        _scene.Run(silent: subscriber);
        Assert.Equal(["k0", "k1", "k2"], subscriber.Received);
        _scene.Lose(subscriber);
        _scene.Connect("subscriber");
        _scene.Settle();
        string[] again = qos == QoS.AtLeastOnce ? ["k0", "k1", "k2", "k0", "k1", "k2"] : ["k0", "k1", "k2"];
        Assert.Equal(again, subscriber.Received);
        Assert.Equal(0, _scene.World.Broker.Status().QueuedMessages);
    }

    [Fact]
    public void A_delayed_will_is_not_early_and_not_a_tick_late()
    {
        var witness = _scene.Connect("witness");
        _scene.Settle();
        _scene.Subscribe(witness, "w/#", QoS.AtMostOnce);
        var mortal = _scene.Connect("mortal", will: new("w/mortal", MessageKey.Payload("w1", 0), QoS.AtMostOnce, false, 3));
        _scene.Settle();
        _scene.Lose(mortal);
        _scene.World.Advance(2_900);
        _scene.Run();
        Assert.Empty(witness.Received);
        _scene.World.Advance(100);
        _scene.Settle(); // that it is gone from the session is durable before anyone hears it
        Assert.Equal(["w1"], witness.Received);
    }

    [Fact]
    public void Coming_back_within_the_delay_keeps_the_will_unsaid()
    {
        var witness = _scene.Connect("witness");
        _scene.Settle();
        _scene.Subscribe(witness, "w/#", QoS.AtMostOnce);
        var mortal = _scene.Connect("mortal", will: new("w/mortal", MessageKey.Payload("w1", 0), QoS.AtMostOnce, false, 3));
        _scene.Settle();
        _scene.Lose(mortal);
        _scene.World.Advance(2_000);
        _scene.Connect("mortal");
        _scene.Settle();
        _scene.World.Advance(5_000);
        _scene.Run();
        Assert.Empty(witness.Received);
    }
}
