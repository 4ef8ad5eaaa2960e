using Heliograph.Broker.Access;
using Heliograph.Server.Memory;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Memory;

public sealed class MemoryWatchTests : IDisposable
{
    private const long Ceiling = 1_000_000_000, HeapMax = Ceiling - (128 << 20);

    private readonly RecordingLog _log = new();
    private readonly Broker.Broker _broker = new(new() { Authorizer = new Nobody(), Seed = 1, StartedAt = new(1) });
    private long _heap;

    [Fact]
    public void It_tells_the_broker_once_near_the_ceiling_and_again_when_well_below()
    {
        var watch = NewWatch(Ceiling);
        foreach (var (percent, isShort) in new[] { (10, false), (84, false), (86, true), (84, true), (76, true), (74, false), (84, false), (86, true) })
        {
            _heap = HeapMax / 100 * percent;
            watch.Look();
            Assert.True(isShort == _broker.IsShortOfMemory, $"{percent} %");
        }

        Assert.Equal(2, _log.Lines.Count(line => line.Text.Contains("short of memory: 710 MiB are in use of memory_max = 953 MiB", StringComparison.Ordinal)));
        Assert.Single(_log.Lines, line => line.Text.Contains("there is memory again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(64_000_000)]
    [InlineData(500_000_000)]
    [InlineData(100_000_000_000)]
    public void It_does_so_before_the_collector_has_taken_all_that_it_may(long ceiling)
    {
        var watch = NewWatch(ceiling);
        _heap = ceiling / 2;
        watch.Look();
        Assert.False(_broker.IsShortOfMemory);
        _heap = (ceiling - Math.Min(ceiling / 4, 128 << 20)) / 10 * 9;
        watch.Look();
        Assert.True(_broker.IsShortOfMemory);
    }

    [Fact]
    public void Without_a_ceiling_it_takes_three_quarters_of_what_there_is()
    {
        var watch = NewWatch(0);
        var all = GC.GetGCMemoryInfo(GCKind.Any).TotalAvailableMemoryBytes;
        _heap = all / 2;
        watch.Look();
        Assert.False(_broker.IsShortOfMemory);
        _heap = all / 4 * 3;
        watch.Look();
        Assert.True(_broker.IsShortOfMemory);
    }

    public void Dispose() => _log.Dispose();

    private MemoryWatch NewWatch(long ceiling) => new(_broker, ceiling, TimeProvider.System, _log.CreateLogger("test"), () => _heap);

    private sealed class Nobody : IAuthorizer
    {
        public int RulesVersion => 1;

        public AccessDecision Decide(in AccessRequest request) => default;
    }
}
