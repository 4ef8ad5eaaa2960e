using Heliograph.Broker.Statistics;

namespace Heliograph.Server.Admin.Overview;

/// <summary>The rates of the last hour, a point a second; older points make room. Written by one thread, read by many.</summary>
internal sealed class TrafficHistory(TimeProvider time)
{
    public const int SecondsMax = 3_600;

    private readonly Lock _lock = new();
    private readonly (Traffic Rates, int Connections, long Queued)[] _points = new (Traffic, int, long)[SecondsMax];
    private TrafficTotals _before;
    private long _takenAt;
    private long _count;

    /// <summary>Of the latest second.</summary>
    public Traffic Latest { get; private set; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Takes the next point.</summary>
    public void Add(in TrafficTotals totals, in BrokerStatus status)
    {
        var seconds = _count == 0 ? 0 : time.GetElapsedTime(_takenAt).TotalSeconds;
        lock (_lock)
        {
            Latest = totals.Since(_before, seconds);
            _points[_count++ % SecondsMax] = (Latest, status.ClientsConnected, status.QueuedMessages);
        }

        (_before, _takenAt) = (totals, time.GetTimestamp());
    }

    /// <summary>The latest points, thinned out to some hundred.</summary>
    public HistoryAnswer Last(int seconds)
    {
        const int pointsMax = 450;
        lock (_lock)
        {
            var wanted = (int)Math.Min(_count, Math.Min(seconds, SecondsMax));
            var step = Math.Max(1, (seconds + pointsMax - 1) / pointsMax);
            var places = Enumerable.Range(0, wanted / step).Select(at => _count - wanted + (wanted % step) + ((long)at * step)).ToArray();
            return new(
                step, time.GetUtcNow().UtcDateTime.AddSeconds(-(places.Length - 1) * step), Series(places, step, point => point.Rates.MessagesReceived),
                Series(places, step, point => point.Rates.MessagesSent), Series(places, step, point => point.Rates.BytesReceived),
                Series(places, step, point => point.Rates.BytesSent), Series(places, step, point => point.Rates.Dropped),
                Series(places, step, point => point.Connections), Series(places, step, point => point.Queued));
        }
    }

    private double[] Series(long[] places, int step, Func<(Traffic Rates, int Connections, long Queued), double> value) =>
        [.. places.Select(place => Math.Round(Enumerable.Range(0, step).Average(next => value(_points[(place + next) % SecondsMax])), 1))];
}
