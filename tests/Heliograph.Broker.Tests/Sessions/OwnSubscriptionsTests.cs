using System.Text;
using CsCheck;
using Heliograph.Broker.Access;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Tests.Sessions;

public sealed class OwnSubscriptionsTests
{
    private static readonly Session Session = new(new(new(), new VolatileJournal(), new Dictionary<string, ListenerBounds>()), 1, new Identity("c", null, Peer.None), 0);

    [Fact]
    public void They_are_what_a_table_by_filter_would_hold_few_or_many() =>
        Gen.Select(Gen.Int[0, 19], Gen.Bool).Array[0, 80].Sample(steps =>
        {
            var own = new OwnSubscriptions();
            var model = new Dictionary<string, Subscription>();
            foreach (var (number, adds) in steps)
            {
                var filter = number % 2 == 0 ? $"a/{number}" : $"a/b/{number}/#";
                if (adds)
                {
                    model[filter] = new(Encoding.UTF8.GetBytes(filter)) { Session = Session, Options = default };
                    own.Put(model[filter]);
                }
                else
                {
                    var isThere = own.TryRemove(Encoding.UTF8.GetBytes(filter), out var removed);
                    Assert.Equal(model.Remove(filter, out var expected), isThere);
                    Assert.Same(expected, removed);
                }

                Assert.Equal(model.GetValueOrDefault(filter), own.Find(Encoding.UTF8.GetBytes(filter)));
                Assert.Equal(model.Count, own.Count);
            }

            Assert.Equal(model.Values.ToHashSet(), own.All.ToHashSet());
            Assert.Equal(model.Keys.Sum(filter => filter.Split('/').Length), own.Levels);
            Assert.Equal(model.Keys.Count(filter => filter.EndsWith('#')), own.Wildcards);
            own.Clear();
            Assert.Equal((0, 0, 0), (own.Count, own.Levels, own.Wildcards));
        });
}
