using Heliograph.Broker.Counters;

namespace Heliograph.Server.Admin.Overview;

/// <summary>The broker's counters at one moment.</summary>
internal readonly record struct TrafficTotals(
    long MessagesReceived, long MessagesSent, long BytesReceived, long BytesSent, long Dropped, long Connects, long Refused)
{
    public static TrafficTotals Of(BrokerCounters counters) => new(
        counters[Counter.PublishReceived], counters[Counter.PublishSent], counters[Counter.BytesReceived], counters[Counter.BytesSent],
        counters[Counter.PublishDropped], counters[Counter.ConnectsAccepted], counters[Counter.ConnectsRefused]);

    /// <summary>What came after an earlier moment, per second.</summary>
    public Traffic Since(in TrafficTotals earlier, double seconds) => new(
        Rate(MessagesReceived - earlier.MessagesReceived, seconds), Rate(MessagesSent - earlier.MessagesSent, seconds),
        Rate(BytesReceived - earlier.BytesReceived, seconds), Rate(BytesSent - earlier.BytesSent, seconds),
        Rate(Dropped - earlier.Dropped, seconds), Rate(Connects - earlier.Connects, seconds), Rate(Refused - earlier.Refused, seconds));

    public Traffic All() => new(MessagesReceived, MessagesSent, BytesReceived, BytesSent, Dropped, Connects, Refused);

    private static double Rate(long count, double seconds) => seconds > 0 ? Math.Round(count / seconds, 1) : 0;
}
