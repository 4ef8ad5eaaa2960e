using Heliograph.Cli.Bench;

namespace Heliograph.Cli.Tests.Bench;

public sealed class LatenciesTests
{
    [Fact]
    public void Percentiles_are_those_of_the_times_within_a_64th()
    {
        var latencies = new Latencies();
        for (var i = 1; i <= 100_000; i++) latencies.Add(TimeSpan.FromMicroseconds(i));
        foreach (var share in new[] { 0.001, 0.01, 0.5, 0.95, 0.99, 0.999, 1 })
            Assert.InRange(latencies.Percentile(share).TotalMicroseconds, 100_000 * share, (100_000 * share * (1 + (1 / 32d))) + 1);
        Assert.Equal(100_000, latencies.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(100), latencies.Largest);
        Assert.Equal(latencies.Largest, latencies.Percentile(1));
    }

    [Fact]
    public void Small_times_are_exact_and_the_extremes_are_counted()
    {
        var latencies = new Latencies();
        Assert.Equal(TimeSpan.Zero, latencies.Percentile(0.5));
        latencies.Add(TimeSpan.FromSeconds(-1));
        latencies.Add(TimeSpan.FromMicroseconds(37));
        latencies.Add(TimeSpan.FromDays(30));
        Assert.Equal([0, 37], new[] { 0.3, 0.6 }.Select(share => latencies.Percentile(share).TotalMicroseconds));
        Assert.True(latencies.Percentile(1) > TimeSpan.FromHours(10));
    }
}
