using Heliograph.Broker.Delivery;

namespace Heliograph.Broker.Tests.Delivery;

public sealed class TopicMeterTests
{
    private static readonly Instant Start = new(1_000_000_000_000);

    private readonly TopicMeter _meter = new();

    [Fact]
    public void Nothing_is_counted_while_nobody_looks()
    {
        _meter.Count("a"u8, 1, QoS.AtMostOnce, Start);
        Assert.False(_meter.IsWatched);
        Assert.Empty(_meter.Topics(Start));
    }

    [Fact]
    public void The_rate_is_that_of_the_last_minute()
    {
        _meter.Watch(Start);
        var now = Start;
        for (var second = 0; second < 120; second++, now += TimeSpan.FromSeconds(1))
        {
            _meter.Watch(now);
            var perSecond = second < 60 ? 100 : 2;
            for (var count = 0; count < perSecond; count++) _meter.Count("a"u8, 3, QoS.AtLeastOnce, now);
        }

        var view = Assert.Single(_meter.Topics(now));
        Assert.Equal((60 * 102, 3 * 60 * 102, QoS.AtLeastOnce), (view.Messages, view.Bytes, view.LastQoS));
        Assert.InRange(view.Rate, 1.9, 2.1);
        Assert.Equal(0, Assert.Single(_meter.Topics(now + TimeSpan.FromMinutes(2))).Rate);
    }

    [Fact]
    public void Counting_ends_a_minute_after_the_last_look_and_begins_anew_with_the_next()
    {
        _meter.Watch(Start);
        _meter.Count("a"u8, 1, QoS.AtMostOnce, Start);
        _meter.Count("a"u8, 1, QoS.AtMostOnce, Start + TopicMeter.Attention + TimeSpan.FromMilliseconds(1));
        Assert.False(_meter.IsWatched);
        _meter.Watch(Start + TimeSpan.FromHours(1));
        Assert.Empty(_meter.Topics(Start + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void No_more_bytes_of_names_are_kept_than_the_bound()
    {
        _meter.Watch(Start);
        var name = new byte[60_000];
        for (var topic = 0; topic < 100; topic++)
        {
            BitConverter.TryWriteBytes(name, topic);
            _meter.Count(name, 1, QoS.AtMostOnce, Start);
        }

        Assert.True(_meter.IsFull);
        Assert.InRange(_meter.Topics(Start).Count(), 1, (TopicMeter.NamesBytesMax / name.Length) + 1);
    }

    [Fact]
    public void No_more_topics_are_counted_than_the_bound()
    {
        _meter.Watch(Start);
        for (var topic = 0; topic < TopicMeter.TopicsMax + 10; topic++) _meter.Count(BitConverter.GetBytes(topic), 1, QoS.AtMostOnce, Start);
        Assert.True(_meter.IsFull);
        Assert.Equal(TopicMeter.TopicsMax, _meter.Topics(Start).Count());
        _meter.Count(BitConverter.GetBytes(5), 1, QoS.AtMostOnce, Start);
        Assert.Contains(_meter.Topics(Start), view => view.Messages == 2);
    }
}
