using System.Text;
using BenchmarkDotNet.Attributes;
using Heliograph.Broker.Routing;

namespace Heliograph.Bench.Routing;

/// <summary>The routing tree: matching a name that four filters match, and changing one filter, among many others.</summary>
public class TreeBenchmarks
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes("site/3/device/7/temperature");
    private readonly byte[] _changing = Encoding.UTF8.GetBytes("site/3/device/new/temperature");
    private LevelTree<object> _tree = new(1);

    /// <summary>Filters that are stored; all but four do not match.</summary>
    [Params(1_000, 100_000, 1_000_000)]
    public int Filters { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _tree = new(0x5EED);
        foreach (var filter in (string[])
            ["site/3/device/7/temperature", "site/3/device/+/temperature", "site/+/device/7/#", "site/#"]) Store(filter);
        for (var index = 4; index < Filters; index++)
        {
            var (site, device) = (index % 1_000, 1_000 + (index / 1_000));
            Store(index % 10 == 0 ? $"site/{site}/device/{device}/+" : $"site/{site}/device/{device}/humidity");
        }
    }

    [Benchmark]
    public int Match()
    {
        var count = new Count();
        _tree.VisitFiltersMatching(_name, ref count);
        return count.Visited;
    }

    [Benchmark]
    public void AddAndRemove()
    {
        _tree.Update(_changing, this, static (_, value) => value);
        _tree.Update(_changing, this, static (_, _) => null);
    }

    private void Store(string filter) => _tree.Update(Encoding.UTF8.GetBytes(filter), this, static (_, value) => value);

    private struct Count : ILevelVisitor<object>
    {
        public int Visited { get; private set; }

        public void Visit(object value) => Visited++;
    }
}
