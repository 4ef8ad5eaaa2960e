using Heliograph.Mqtt;
using Heliograph.Tests.Common.Checks;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Checks;

/// <summary>Retained values as acknowledged, or any later one that was on its way.</summary>
public sealed class RetainedCheckTests
{
    private const string Topic = "r/1";
    private readonly History _history = new();

    [Fact]
    public void The_last_acknowledged_value_is_right_and_an_older_one_is_not()
    {
        var (older, last) = (Set(), Set());
        AssertKept(last);
        AssertBroken(older);
        AssertBroken(null);
    }

    [Fact]
    public void A_later_value_that_was_on_its_way_is_right_too()
    {
        var (older, acknowledged) = (Set(), Set());
        NumberedMessage[] onTheirWay = [Set(acknowledge: false), Set(acknowledge: false)];
        AssertKept(acknowledged);
        AssertKept(onTheirWay[0]);
        AssertKept(onTheirWay[1]);
        AssertBroken(older);
    }

    [Fact]
    public void What_was_cleared_is_gone()
    {
        var value = Set();
        Set(isEmpty: true);
        AssertKept(null);
        AssertBroken(value);
    }

    [Fact]
    public void A_clearing_on_its_way_leaves_both_open()
    {
        var value = Set();
        Set(isEmpty: true, acknowledge: false);
        AssertKept(null);
        AssertKept(value);
        Assert.Empty(RetainedCheck.Expected(_history));
    }

    [Fact]
    public void A_first_value_on_its_way_may_be_there_or_not()
    {
        var value = Set(acknowledge: false);
        AssertKept(null);
        AssertKept(value);
    }

    [Fact]
    public void A_value_on_a_topic_that_has_none_was_never_sent()
    {
        var value = Set();
        var broken = RetainedCheck.Check(_history, new Dictionary<string, byte[]> { [Topic] = value.Payload(), ["r/2"] = value.Payload() });
        Assert.Equal(Laws.NeverSent, Assert.Single(broken).Law);
    }

    [Fact]
    public void The_last_value_outlives_the_page()
    {
        var (older, last) = (Set(), Set());
        _history.TurnPage();
        Assert.Equal([Topic], RetainedCheck.Expected(_history));
        AssertKept(last);
        AssertBroken(older);
    }

    private NumberedMessage Set(bool isEmpty = false, bool acknowledge = true)
    {
        var message = _history.Compose("p1", Topic, QoS.AtLeastOnce, retain: true, isEmpty: isEmpty);
        _history.OnSending(message);
        if (acknowledge) _history.OnAcknowledged(message);
        return message;
    }

    private void AssertKept(NumberedMessage? found) => Assert.Empty(Check(found));

    private void AssertBroken(NumberedMessage? found) => Assert.Equal(Laws.Retained, Assert.Single(Check(found)).Law);

    private List<BrokenPromise> Check(NumberedMessage? found) =>
        RetainedCheck.Check(_history, found is null ? [] : new Dictionary<string, byte[]> { [Topic] = found.Payload() });
}
