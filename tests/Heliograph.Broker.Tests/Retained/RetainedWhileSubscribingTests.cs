namespace Heliograph.Broker.Tests.Retained;

/// <summary>A retained message that is published while someone subscribes reaches them once: live, or as the retained one.</summary>
public sealed class RetainedWhileSubscribingTests
{
    private const int Rounds = 3_000;

    [Fact]
    public async Task No_subscriber_falls_between_the_match_and_the_store_or_gets_it_of_both()
    {
        var broker = new TestBroker();
        using var start = new Barrier(2);
        var publishing = Task.Run(() =>
        {
            var publisher = broker.Connect("p");
            for (var round = 0; round < Rounds; round++)
            {
                start.SignalAndWait();
                publisher.Publish($"t/{round}", "kept", retain: true);
                start.SignalAndWait();
            }
        }, TestContext.Current.CancellationToken);
        var (missed, doubled) = (0, 0);
        var subscriber = broker.Connect("s");
        for (var round = 0; round < Rounds; round++)
        {
            start.SignalAndWait(TestContext.Current.CancellationToken);
            subscriber.Subscribe($"t/{round}");
            start.SignalAndWait(TestContext.Current.CancellationToken);
            var count = subscriber.Messages().Length;
            if (count == 0) missed++;
            if (count > 1) doubled++;
        }

        await publishing;
        Assert.Equal((0, 0), (missed, doubled));
    }
}
