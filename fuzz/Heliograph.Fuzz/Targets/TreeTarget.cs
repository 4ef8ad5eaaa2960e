using System.Text;
using Heliograph.Broker.Routing;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Fuzz.Targets;

/// <summary>The routing tree against a plain dictionary. The input is lines of one letter and a topic.</summary>
/// <remarks>
/// <c>s</c> and <c>u</c> store and remove a filter, <c>p</c> matches a name against the filters; <c>n</c> and <c>d</c> store
/// and remove a name, <c>q</c> asks a filter for the names. What is not a valid name or filter is passed over.
/// </remarks>
public sealed class TreeTarget : ITarget
{
    public string Name => "tree";

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        "\ns"u8.ToArray(), "\nu"u8.ToArray(), "\np"u8.ToArray(), "\nn"u8.ToArray(), "\nd"u8.ToArray(), "\nq"u8.ToArray(),
        "/"u8.ToArray(), "+"u8.ToArray(), "#"u8.ToArray(), "/#"u8.ToArray(), "+/"u8.ToArray(), "a"u8.ToArray(),
        "b/"u8.ToArray(), "$"u8.ToArray(),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var (filters, names) = (new Checked(), new Checked());
        foreach (var line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            if (line.Length < 2) continue;
            var topic = line[1..];
            var bytes = Encoding.UTF8.GetBytes(topic);
            var (isName, isFilter) = (TopicName.IsValid(bytes), TopicFilter.IsValid(bytes));
            switch (line[0])
            {
                case 's' when isFilter: filters.Store(topic); break;
                case 'u' when isFilter: filters.Remove(topic); break;
                case 'p' when isName: filters.ExpectFiltersOf(topic); break;
                case 'n' when isName: names.Store(topic); break;
                case 'd' when isName: names.Remove(topic); break;
                case 'q' when isFilter: names.ExpectNamesOf(topic); break;
            }
        }

        filters.Empty();
        names.Empty();
    }

    /// <summary>A tree and what should be in it.</summary>
    private sealed class Checked
    {
        private readonly LevelTree<string> _tree = new(hashSeed: 1);
        private readonly HashSet<string> _stored = [];

        public void Store(string topic)
        {
            _stored.Add(topic);
            _tree.Update(Encoding.UTF8.GetBytes(topic), topic, static (_, value) => value);
            FindingException.Unless(_tree.Find(Encoding.UTF8.GetBytes(topic)) == topic, "what is stored is found");
        }

        public void Remove(string topic)
        {
            _stored.Remove(topic);
            _tree.Update(Encoding.UTF8.GetBytes(topic), topic, static (_, _) => null);
            FindingException.Unless(_tree.Find(Encoding.UTF8.GetBytes(topic)) is null, "what is removed is gone");
        }

        public void ExpectFiltersOf(string name)
        {
            var found = new Collector([]);
            _tree.VisitFiltersMatching(Encoding.UTF8.GetBytes(name), ref found);
            Expect(_stored.Where(filter => NaiveTopics.Matches(filter, name)), found.Values, "the filters of a name");
        }

        public void ExpectNamesOf(string filter)
        {
            var found = new Collector([]);
            _tree.VisitNamesMatchedBy(Encoding.UTF8.GetBytes(filter), ref found);
            Expect(_stored.Where(name => NaiveTopics.Matches(filter, name)), found.Values, "the names of a filter");
        }

        /// <summary>Removes everything: nothing may be left behind.</summary>
        public void Empty()
        {
            foreach (var topic in _stored.ToArray()) Remove(topic);
            var found = new Collector([]);
            _tree.VisitNamesMatchedBy("#"u8, ref found);
            FindingException.Unless(found.Values.Count == 0, "an emptied tree is empty");
        }

        private static void Expect(IEnumerable<string> expected, List<string> found, string property) =>
            FindingException.Unless(
                expected.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)), property);
    }

    private readonly struct Collector(List<string> values) : ILevelVisitor<string>
    {
        public List<string> Values { get; } = values;

        public void Visit(string value) => Values.Add(value);
    }
}
