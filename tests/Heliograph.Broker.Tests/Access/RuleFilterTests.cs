using System.Collections;
using System.Text;
using CsCheck;
using Heliograph.Broker.Access;
using Heliograph.Broker.Access.Acl;

namespace Heliograph.Broker.Tests.Access;

/// <summary>The exact comparisons of filters against brute force: every topic of a small alphabet, matched naively.</summary>
public sealed class RuleFilterTests
{
    private const int FilterLevelsMax = 3;

    // One level more than the filters have, and with "z" a level that no filter names: enough to tell any two apart.
    private static readonly string[] Topics = [.. Words(["", "a", "$a", "z", "$z"], FilterLevelsMax + 1).Where(topic => topic.Length > 0)];
    private static readonly Identity Nobody = new("c", null, Peer.None);

    [Fact]
    public void Covers_and_overlaps_agree_with_brute_force_for_every_pair_of_small_filters()
    {
        var filters = Filters().Select(filter => (Filter: filter, Matched: Matched(filter), Rule: new RuleFilter(filter, false))).ToArray();
        Assert.True(filters.Length > 100);
        foreach (var left in filters)
        {
            foreach (var right in filters)
            {
                var bytes = Encoding.UTF8.GetBytes(right.Filter);
                var pair = $"{left.Filter} and {right.Filter}";
                Assert.True(IsSubset(right.Matched, left.Matched) == left.Rule.Covers(bytes, Nobody), $"covers: {pair}");
                Assert.True(Intersects(right.Matched, left.Matched) == left.Rule.Overlaps(bytes, Nobody), $"overlaps: {pair}");
            }
        }
    }

    [Fact]
    public void Covering_a_topic_is_matching_it_however_deep()
    {
        var word = Gen.OneOf("", "a", "b", "é", "$a");
        var topic = word.List[1, 7].Select(levels => string.Join('/', levels)).Where(text => text.Length > 0);
        var filter = Gen.Select(Gen.OneOf("", "a", "b", "é", "$a", "+").List[1, 7], Gen.Bool)
            .Select((levels, multi) => string.Join('/', multi ? levels.Append("#") : levels)).Where(text => text.Length > 0);
        Gen.Select(filter, topic).Sample(
            (f, t) => new RuleFilter(f, false).Covers(Encoding.UTF8.GetBytes(t), Nobody) == Matches(f, t), iter: 20_000);
    }

    [Fact]
    public void A_pattern_is_the_filter_with_the_names_put_in()
    {
        var name = Gen.OneOf("a", "b", "é", "%c", "%u", "\U0001F511x");
        var level = Gen.OneOf("", "a", "b", "é", "+", "%u", "%c");
        var pattern = level.List[1, 4].Select(levels => string.Join('/', levels)).Where(text => text.Length > 0);
        var other = Gen.OneOf("", "a", "b", "é", "+", "%u", "\U0001F511x").List[1, 4]
            .Select(levels => string.Join('/', levels)).Where(text => text.Length > 0);
        Gen.Select(pattern, other, name, name).Sample((p, o, user, id) =>
        {
            var plain = string.Join('/', p.Split('/').Select(part => part == "%u" ? user : part == "%c" ? id : part));
            var bytes = Encoding.UTF8.GetBytes(o);
            var who = new Identity(id, user, Peer.None);
            return new RuleFilter(p, true).Covers(bytes, who) == new RuleFilter(plain, false).Covers(bytes, who)
                && new RuleFilter(p, true).Overlaps(bytes, who) == new RuleFilter(plain, false).Overlaps(bytes, who);
        }, iter: 20_000);
    }

    private static IEnumerable<string> Filters()
    {
        var plain = Words(["", "a", "$a", "+"], FilterLevelsMax).ToArray();
        var open = Words(["", "a", "$a", "+"], FilterLevelsMax - 1).Select(word => $"{word}/#");
        return plain.Concat(open).Append("#").Where(filter => filter.Length > 0);
    }

    // All words of one to so many levels.
    private static IEnumerable<string> Words(string[] levels, int levelsMax)
    {
        string[] words = levels;
        for (var count = 1; count <= levelsMax; count++)
        {
            foreach (var word in words) yield return word;
            words = [.. words.SelectMany(word => levels.Select(level => $"{word}/{level}"))];
        }
    }

    private static BitArray Matched(string filter) => new(Topics.Select(topic => Matches(filter, topic)).ToArray());

    private static bool IsSubset(BitArray inner, BitArray outer) => !new BitArray(outer).Not().And(inner).HasAnySet();

    private static bool Intersects(BitArray left, BitArray right) => new BitArray(left).And(right).HasAnySet();

    // MQTT 5.0 section 4.7, by the letter.
    private static bool Matches(string filter, string topic)
    {
        if (topic[0] == '$' && (filter[0] is '+' or '#')) return false;
        var levels = filter.Split('/');
        var names = topic.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] == "#") return true;
            if (i == names.Length || (levels[i] != "+" && levels[i] != names[i])) return false;
        }

        return levels.Length == names.Length;
    }
}
