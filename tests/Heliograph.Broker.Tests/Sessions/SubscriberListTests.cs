using CsCheck;
using Heliograph.Broker.Access;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Tests.Sessions;

public sealed class SubscriberListTests
{
    private static readonly Session Session = new(new(new(), new VolatileJournal(), new Dictionary<string, ListenerBounds>()), 1, new Identity("c", null, Peer.None), 0);

    [Fact]
    public void It_holds_what_was_added_and_not_removed_in_pages_no_larger_than_needed() =>
        Gen.Int[0, 9].Array[0, 500].Sample(steps =>
        {
            var list = new SubscriberList();
            var model = new List<Subscription>();
            for (var i = 0; i < steps.Length; i++)
            {
                var at = model.Count == 0 ? 0 : i * 7919 % model.Count;
                if (steps[i] < 5 || model.Count == 0)
                {
                    model.Add(New());
                    list.Add(model[^1]);
                }
                else if (steps[i] == 9)
                {
                    var old = model[at];
                    model[at] = New();
                    list.Replace(old, model[at]);
                }
                else
                {
                    list.Remove(model[at]);
                    model.RemoveAt(at);
                }

                Assert.Equal(model.ToHashSet(), list.Subscriptions.ToArray().OfType<Subscription>().ToHashSet());
                Assert.Equal(model.Count == 0, list.IsEmpty);
                Assert.InRange(list.Subscriptions.Length, model.Count, Math.Max(8, (4 * model.Count) + 4));
            }
        }, iter: 100);

    [Fact]
    public void Groups_are_found_by_name_and_gone_when_they_are_removed()
    {
        var list = new SubscriberList();
        var groups = Enumerable.Range(0, 100).Select(i => new SharedGroup(i, [(byte)i])).ToArray();
        foreach (var group in groups) list.AddGroup(group);
        foreach (var group in groups[..90]) list.RemoveGroup(group);
        Assert.Equal(groups[90..], list.Groups.ToArray().OfType<SharedGroup>());
        Assert.All(groups, group => Assert.Equal(group.Id >= 90 ? group : null, list.FindGroup(group.Name)));
        foreach (var group in groups[90..]) list.RemoveGroup(group);
        Assert.True(list.IsEmpty);
    }

    private static Subscription New() => new("t"u8) { Session = Session, Options = default };
}
