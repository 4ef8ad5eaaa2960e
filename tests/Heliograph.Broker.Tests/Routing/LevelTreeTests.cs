using System.Text;
using CsCheck;
using Heliograph.Broker.Routing;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Tests.Routing;

public sealed class LevelTreeTests
{
    private static readonly string[] Levels = ["", "a", "b", "$a", "$SYS", "long level with more than eight bytes"];
    private static readonly Gen<string> Level = Gen.Int[0, Levels.Length - 1].Select(i => Levels[i]);
    private static readonly Gen<string> Name = Level.Array[1, 4].Select(levels => string.Join('/', levels));
    private static readonly Gen<string> Filter = Gen.Select(
        Gen.OneOf(Level, Gen.Const("+")).Array[0, 3], Gen.OneOf(Level, Gen.Const("+"), Gen.Const("#")),
        (levels, last) => string.Join('/', levels.Append(last)));

    [Fact]
    public void Filters_match_names_as_a_naive_matcher_says() =>
        Gen.Select(Gen.Select(Gen.Bool, Filter.Where(IsNotEmpty)).Array[0, 60], Name.Where(IsNotEmpty).Array[1, 10]).Sample((changes, names) =>
        {
            var (tree, model) = Apply(changes);
            foreach (var name in names)
            {
                var found = new Found([]);
                tree.VisitFiltersMatching(Bytes(name), ref found);
                var expected = model.Where(filter => TopicFilter.Matches(Bytes(filter), Bytes(name)));
                Assert.Equal(expected.Order(StringComparer.Ordinal), found.Values.Order(StringComparer.Ordinal));
            }
        });

    [Fact]
    public void Names_are_matched_by_filters_as_a_naive_matcher_says() =>
        Gen.Select(Gen.Select(Gen.Bool, Name.Where(IsNotEmpty)).Array[0, 60], Filter.Where(IsNotEmpty).Array[1, 10]).Sample((changes, filters) =>
        {
            var (tree, model) = Apply(changes);
            foreach (var filter in filters)
            {
                var found = new Found([]);
                tree.VisitNamesMatchedBy(Bytes(filter), ref found);
                var expected = model.Where(name => TopicFilter.Matches(Bytes(filter), Bytes(name)));
                Assert.Equal(expected.Order(StringComparer.Ordinal), found.Values.Order(StringComparer.Ordinal));
            }

            var all = new Found([]);
            tree.VisitEverything(ref all);
            Assert.Equal(model.Order(StringComparer.Ordinal), all.Values.Order(StringComparer.Ordinal));
        });

    [Fact]
    public async Task Readers_never_miss_a_value_that_stays()
    {
        var tree = new LevelTree<string>(7);
        string[] staying = ["a/b/c", "a/+/c", "a/#", "#"];
        foreach (var filter in staying) Set(tree, filter, true);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var rounds = 0L;
            while (!stop.IsCancellationRequested || rounds == 0)
            {
                var found = new Found([]);
                tree.VisitFiltersMatching("a/b/c"u8, ref found);
                Assert.Superset(staying.ToHashSet(), found.Values.ToHashSet());
                Assert.Equal("a/b/c", tree.Find("a/b/c"u8));
                rounds++;
            }
        })).ToArray();
        for (var i = 0; i < 50_000; i++)
        {
            string[] moving = [$"a/{i % 97}/c", $"a/b/{i % 89}", $"{i % 83}", "a/b/+", "+/b/c", "a/b"];
            Set(tree, moving[i % moving.Length], i % 4 < 2);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public void A_node_finds_the_children_that_are_there_through_many_changes()
    {
        var node = new LevelNode([], 0);
        var nodes = Enumerable.Range(0, 3_000)
            .Select(i => new LevelNode(Bytes(i % 2 == 0 ? $"n{i}" : $"a long level {i}"), (uint)i % 64)).ToArray(); // 64 hashes: long probes
        var there = new HashSet<int>();
        var random = new Random(1);
        for (var step = 0; step < 30_000; step++)
        {
            var i = random.Next(nodes.Length);
            if (step > 20_000 && there.Count > 0) i = there.First();
            if (there.Add(i)) node.Add(nodes[i]);
            else node.Remove(nodes[i]);
            if (!ReferenceEquals(node.Find(nodes[i].Level, nodes[i].Hash), nodes[i])) there.Remove(i);
            Assert.Equal((there.Count > 1, there.Count == 0), (node.HasSeveralChildren, node.IsUnused));
        }

        for (var i = 0; i < nodes.Length; i++)
            Assert.Equal(there.Contains(i), node.Find(nodes[i].Level, nodes[i].Hash) is not null);
        var walked = 0;
        foreach (var _ in node.Children) walked++;
        Assert.Equal(there.Count, walked);
    }

    private static bool IsNotEmpty(string path) => path.Length > 0;

    private static (LevelTree<string> Tree, HashSet<string> Model) Apply((bool Adds, string Path)[] changes)
    {
        var tree = new LevelTree<string>(99);
        var model = new HashSet<string>();
        foreach (var (adds, path) in changes)
        {
            Set(tree, path, adds);
            if (adds) model.Add(path);
            else model.Remove(path);
        }

        return (tree, model);
    }

    private static void Set(LevelTree<string> tree, string path, bool there) =>
        tree.Update(Bytes(path), (path, there), static (_, state) => state.there ? state.path : null);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private readonly struct Found(List<string> values) : ILevelVisitor<string>
    {
        public List<string> Values => values;

        public void Visit(string value) => values.Add(value);
    }
}
