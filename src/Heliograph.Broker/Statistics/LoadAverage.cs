namespace Heliograph.Broker.Statistics;

/// <summary>Moving averages per minute over one, five and fifteen minutes, weighted as Mosquitto's are.</summary>
internal sealed class LoadAverage
{
    private static readonly int[] Minutes = [1, 5, 15];

    private readonly double[] _perMinute = new double[3];
    private long _last;

    public double OneMinute => _perMinute[0];

    public double FiveMinutes => _perMinute[1];

    public double FifteenMinutes => _perMinute[2];

    /// <summary>Takes a total and the time since the one before.</summary>
    public void Update(long total, TimeSpan elapsed)
    {
        if (elapsed <= TimeSpan.Zero) return;
        var rate = (total - _last) / elapsed.TotalMinutes;
        _last = total;
        for (var i = 0; i < Minutes.Length; i++)
        {
            var keep = Math.Exp(-elapsed.TotalMinutes / Minutes[i]);
            _perMinute[i] = rate + (keep * (_perMinute[i] - rate));
        }
    }
}
