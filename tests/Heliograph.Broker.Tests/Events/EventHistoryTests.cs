using CsCheck;
using Heliograph.Broker.Events;

namespace Heliograph.Broker.Tests.Events;

public sealed class EventHistoryTests
{
    [Fact]
    public void The_oldest_go_first_per_client_and_in_all()
    {
        var history = new EventHistory(eventsMax: 5, eventsPerClientMax: 3);
        for (var i = 0; i < 4; i++) history.Add(Event("a", i));
        Assert.Equal(["1", "2", "3"], history.OfClient("a").Select(one => one.Cause));
        for (var i = 4; i < 8; i++) history.Add(Event("b", i));
        Assert.Equal(["2", "3", "5", "6", "7"], history.Latest().Select(one => one.Cause));
        Assert.Equal(["2", "3"], history.OfClient("a").Select(one => one.Cause));
    }

    [Fact]
    public void Many_clients_with_one_event_each_leave_no_more_than_the_bound()
    {
        var history = new EventHistory(eventsMax: 10, eventsPerClientMax: 1);
        for (var i = 0; i < 1_000; i++) history.Add(Event($"c{i % 300}", i));
        Assert.Equal(Enumerable.Range(990, 10).Select(i => $"{i}"), history.Latest().Select(one => one.Cause));
        Assert.Equal(10, Enumerable.Range(0, 300).Sum(i => history.OfClient($"c{i}").Length));
    }

    [Fact]
    public void It_keeps_what_a_list_would_keep() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 5], Gen.Int[0, 4].Array[0, 60]).Sample((eventsMax, perClientMax, clients) =>
        {
            var history = new EventHistory(eventsMax, perClientMax);
            var model = new List<BrokerEvent>();
            for (var i = 0; i < clients.Length; i++)
            {
                var happened = Event($"c{clients[i]}", i);
                history.Add(happened);
                if (model.Count(one => one.ClientId == happened.ClientId) == perClientMax)
                    model.Remove(model.First(one => one.ClientId == happened.ClientId));
                else if (model.Count == eventsMax) model.RemoveAt(0);
                model.Add(happened);
            }

            Assert.Equal(model, history.Latest());
            for (var client = 0; client <= 4; client++)
                Assert.Equal(model.Where(one => one.ClientId == $"c{client}"), history.OfClient($"c{client}"));
        });

    private static BrokerEvent Event(string clientId, int number) =>
        new(new(number), EventKind.Connected, clientId, null, null, ReasonCode.Success, $"{number}");
}
