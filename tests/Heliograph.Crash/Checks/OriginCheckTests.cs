using Heliograph.Mqtt;
using Heliograph.Tests.Common.Checks;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Checks;

/// <summary>Whether what arrives was sent at all: forgeries, wills, and the numbers and stories by which messages are known.</summary>
public sealed class OriginCheckTests : CheckerTests
{
    [Theory]
    [InlineData("p1:2:")]
    [InlineData("p9:1:")]
    [InlineData("p1:1:x")]
    [InlineData("")]
    public void What_nobody_sent_is_seen_at_once(string payload)
    {
        Subscribe();
        Receive(Acknowledged(QoS.AtLeastOnce));
        History.OnReceived(Inbox, 1, "t/1", System.Text.Encoding.ASCII.GetBytes(payload), QoS.AtLeastOnce, duplicate: false);
        AssertBroken(Laws.NeverSent);
    }

    [Fact]
    public void A_payload_on_another_topic_was_never_sent_there()
    {
        Subscribe();
        var message = Acknowledged(QoS.AtLeastOnce);
        Receive(message);
        History.OnReceived(Inbox, 1, "t/2", message.Payload(), QoS.AtLeastOnce, duplicate: false);
        AssertBroken(Laws.NeverSent);
    }

    [Fact]
    public void A_will_that_is_due_must_come()
    {
        Subscribe("w/#");
        var will = Sent(QoS.ExactlyOnce, "w/0");
        AssertKept();
        History.OnVanished(will);
        AssertBroken(Laws.Will);
        Receive(will);
        AssertKept();
    }

    [Fact]
    public void A_will_may_not_come_when_its_client_was_back_in_time()
    {
        Subscribe("w/#");
        var will = Sent(QoS.ExactlyOnce, "w/0");
        History.OnWithdrawn(will);
        AssertKept();
        Receive(will);
        AssertBroken(Laws.Will);
    }

    [Fact]
    public void Numbers_go_on_on_a_new_page()
    {
        Subscribe();
        Receive(Acknowledged(QoS.AtLeastOnce));
        History.TurnPage();
        var next = Acknowledged(QoS.AtLeastOnce);
        Assert.Equal(2, next.Number);
        Receive(next);
        AssertKept();
    }

    [Fact]
    public void A_failure_tells_the_story_of_its_message()
    {
        Subscribe();
        var message = Sent(QoS.ExactlyOnce);
        History.OnKilling();
        History.Life = 2;
        History.OnSending(message);
        History.OnAcknowledged(message);
        var promise = Assert.Single(Checker.Check(History));
        Assert.Equal(
        [
            "#1 (life 1) s1 subscribed to t/# at QoS 2",
            "#2 (life 1) s1 had its SUBACK for t/#",
            "#3 (life 1) sent",
            "#4 (life 1) the broker was killed",
            "#5 (life 2) sent again",
            "#6 (life 2) acknowledged to its publisher",
        ], promise.Story());
    }
}
