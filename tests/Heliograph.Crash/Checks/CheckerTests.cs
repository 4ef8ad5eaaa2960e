using Heliograph.Mqtt;
using Heliograph.Tests.Common.Checks;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Checks;

/// <summary>The checker sees each kind of failure, and takes nothing for one that the standard allows.</summary>
public sealed class CheckerTests
{
    private readonly History _history = new() { Life = 1 };
    private readonly Inbox _inbox;
    private int _connection = 1;

    public CheckerTests() => _inbox = _history.AddInbox("s1");

    [Fact]
    public void What_arrives_once_and_in_order_is_right()
    {
        Subscribe();
        foreach (var qos in new[] { QoS.AtLeastOnce, QoS.ExactlyOnce })
        {
            for (var count = 0; count < 3; count++) Receive(Acknowledged(qos));
        }

        AssertKept();
    }

    [Theory]
    [InlineData(QoS.AtLeastOnce)]
    [InlineData(QoS.ExactlyOnce)]
    public void An_acknowledged_message_that_never_arrives_is_lost(QoS qos)
    {
        Subscribe();
        Acknowledged(qos);
        AssertBroken(Laws.Lost);
    }

    [Fact]
    public void A_message_that_was_not_acknowledged_may_be_lost()
    {
        Subscribe();
        Sent(QoS.ExactlyOnce);
        AssertKept();
    }

    [Fact]
    public void A_message_sent_before_the_SUBACK_may_be_missed()
    {
        var interest = _history.OnSubscribing(_inbox, "t/#", QoS.ExactlyOnce);
        Acknowledged(QoS.ExactlyOnce);
        _history.OnSubscribed(interest);
        AssertKept();
    }

    [Fact]
    public void A_message_of_another_topic_is_not_owed()
    {
        Subscribe("t/1");
        Acknowledged(QoS.ExactlyOnce, "t/2");
        AssertKept();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_QoS_2_message_that_arrives_twice_breaks_exactly_once(bool duplicate)
    {
        Subscribe();
        var message = Acknowledged(QoS.ExactlyOnce);
        Receive(message);
        Reconnect();
        Receive(message, duplicate: duplicate);
        AssertBroken(Laws.ExactlyOnce);
    }

    [Fact]
    public void A_QoS_1_message_may_be_repeated_with_DUP()
    {
        Subscribe();
        var messages = Enumerable.Range(0, 3).Select(_ => Acknowledged(QoS.AtLeastOnce)).ToArray();
        foreach (var message in messages) Receive(message);
        Reconnect();
        foreach (var message in messages) Receive(message, duplicate: true);
        AssertKept();
    }

    [Fact]
    public void A_QoS_1_message_may_not_be_repeated_without_DUP()
    {
        Subscribe();
        var message = Acknowledged(QoS.AtLeastOnce);
        Receive(message);
        Reconnect();
        Receive(message);
        AssertBroken(Laws.Repeat);
    }

    [Fact]
    public void A_publisher_that_sends_a_QoS_1_message_again_makes_two_of_it()
    {
        Subscribe();
        var message = Sent(QoS.AtLeastOnce);
        Receive(message);
        _history.OnSending(message);
        _history.OnAcknowledged(message);
        Receive(message);
        AssertKept();
    }

    [Fact]
    public void A_publisher_that_sends_a_QoS_2_message_again_makes_one_of_it_at_a_QoS_1_subscription_too()
    {
        Subscribe(qos: QoS.AtLeastOnce);
        var message = Sent(QoS.ExactlyOnce);
        Receive(message, QoS.AtLeastOnce);
        _history.OnSending(message);
        _history.OnAcknowledged(message);
        Receive(message, QoS.AtLeastOnce);
        AssertBroken(Laws.Repeat);
    }

    [Theory]
    [InlineData(QoS.AtLeastOnce)]
    [InlineData(QoS.ExactlyOnce)]
    public void A_message_that_overtakes_another_breaks_the_order(QoS qos)
    {
        Subscribe();
        var first = Acknowledged(qos);
        Receive(Acknowledged(qos));
        Receive(first);
        AssertBroken(Laws.Order);
    }

    [Fact]
    public void Other_topics_publishers_and_levels_have_their_own_order()
    {
        Subscribe();
        var first = Acknowledged(QoS.AtLeastOnce);
        Receive(Acknowledged(QoS.AtLeastOnce, "t/2"));
        Receive(Acknowledged(QoS.ExactlyOnce));
        Receive(Acknowledged(QoS.AtLeastOnce, publisher: "p2"));
        Receive(first);
        AssertKept();
    }

    [Fact]
    public void Repetitions_do_not_count_for_the_order()
    {
        Subscribe();
        var first = Acknowledged(QoS.AtLeastOnce);
        var second = Acknowledged(QoS.AtLeastOnce);
        Receive(first);
        Receive(second);
        Reconnect();
        Receive(first, duplicate: true);
        Receive(second, duplicate: true);
        Receive(Acknowledged(QoS.AtLeastOnce));
        AssertKept();
    }

    [Fact]
    public void What_is_sent_again_may_come_late_to_a_subscription_that_began_in_between()
    {
        var interest = _history.OnSubscribing(_inbox, "t/#", QoS.ExactlyOnce);
        var (first, second) = (Sent(QoS.AtLeastOnce), Sent(QoS.AtLeastOnce));
        _history.OnSubscribed(interest);
        Receive(second);
        foreach (var message in new[] { first, second })
        {
            _history.OnSending(message);
            _history.OnAcknowledged(message);
            Receive(message);
        }

        AssertKept();
    }

    [Fact]
    public void Nothing_may_arrive_that_is_not_subscribed_to()
    {
        Subscribe("t/1");
        Receive(Acknowledged(QoS.ExactlyOnce, "t/2"));
        AssertBroken(Laws.Uninvited);
    }

    [Fact]
    public void Nothing_sent_after_the_UNSUBACK_may_arrive()
    {
        Unsubscribe(Subscribe());
        Receive(Acknowledged(QoS.ExactlyOnce));
        AssertBroken(Laws.Uninvited);
    }

    [Fact]
    public void A_message_on_its_way_at_the_UNSUBACK_may_arrive_or_not()
    {
        var interest = Subscribe();
        Acknowledged(QoS.ExactlyOnce);
        var second = Sent(QoS.AtLeastOnce);
        Unsubscribe(interest);
        _history.OnAcknowledged(second);
        Receive(second);
        AssertKept();
    }

    [Fact]
    public void A_new_subscription_after_the_UNSUBACK_counts()
    {
        Unsubscribe(Subscribe());
        Subscribe();
        Receive(Acknowledged(QoS.ExactlyOnce));
        AssertKept();
        Acknowledged(QoS.ExactlyOnce);
        AssertBroken(Laws.Lost);
    }

    [Fact]
    public void A_subscription_that_was_given_up_may_not_have_missed_what_came_before_what_it_got()
    {
        var interest = Subscribe();
        Acknowledged(QoS.ExactlyOnce);
        Receive(Acknowledged(QoS.ExactlyOnce));
        Unsubscribe(interest);
        AssertBroken(Laws.Gap);
    }

    [Fact]
    public void What_a_later_subscription_may_have_caught_says_nothing_of_the_earlier_one()
    {
        var interest = Subscribe();
        Acknowledged(QoS.AtLeastOnce);
        var second = Sent(QoS.AtLeastOnce);
        Unsubscribe(interest);
        Subscribe();
        _history.OnSending(second);
        _history.OnAcknowledged(second);
        Receive(second);
        AssertKept();
    }

    [Theory]
    [InlineData("p1:2:")]
    [InlineData("p9:1:")]
    [InlineData("p1:1:x")]
    [InlineData("")]
    public void What_nobody_sent_is_seen_at_once(string payload)
    {
        Subscribe();
        Receive(Acknowledged(QoS.AtLeastOnce));
        _history.OnReceived(_inbox, 1, "t/1", System.Text.Encoding.ASCII.GetBytes(payload), QoS.AtLeastOnce, duplicate: false);
        AssertBroken(Laws.NeverSent);
    }

    [Fact]
    public void A_payload_on_another_topic_was_never_sent_there()
    {
        Subscribe();
        var message = Acknowledged(QoS.AtLeastOnce);
        Receive(message);
        _history.OnReceived(_inbox, 1, "t/2", message.Payload(), QoS.AtLeastOnce, duplicate: false);
        AssertBroken(Laws.NeverSent);
    }

    [Fact]
    public void One_member_of_a_shared_group_is_enough_and_the_order_between_them_is_open()
    {
        var members = Group();
        var (first, second) = (Acknowledged(QoS.AtLeastOnce), Acknowledged(QoS.AtLeastOnce));
        Receive(second, inbox: members[0]);
        Receive(first, inbox: members[0]);
        Receive(Acknowledged(QoS.AtLeastOnce), inbox: members[1]);
        AssertKept();
    }

    [Fact]
    public void A_member_may_get_what_its_shared_group_has_waited_for_since_before_it_came()
    {
        Group();
        var message = Acknowledged(QoS.AtLeastOnce);
        var newcomer = _history.AddInbox("g3", "workers");
        _history.OnSubscribed(_history.OnSubscribing(newcomer, "t/#", QoS.AtLeastOnce));
        Receive(message, inbox: newcomer);
        AssertKept();
    }

    [Fact]
    public void A_message_that_reaches_no_member_of_a_shared_group_is_lost()
    {
        Group();
        Acknowledged(QoS.AtLeastOnce);
        AssertBroken(Laws.Shared);
    }

    [Fact]
    public void A_will_that_is_due_must_come()
    {
        Subscribe("w/#");
        var will = Sent(QoS.ExactlyOnce, "w/0");
        AssertKept();
        _history.OnVanished(will);
        AssertBroken(Laws.Will);
        Receive(will);
        AssertKept();
    }

    [Fact]
    public void A_will_may_not_come_when_its_client_was_back_in_time()
    {
        Subscribe("w/#");
        var will = Sent(QoS.ExactlyOnce, "w/0");
        _history.OnWithdrawn(will);
        AssertKept();
        Receive(will);
        AssertBroken(Laws.Will);
    }

    [Fact]
    public void What_everyone_has_may_come_again_only_at_QoS_1_with_DUP()
    {
        Subscribe();
        var (one, two) = (Acknowledged(QoS.AtLeastOnce), Acknowledged(QoS.ExactlyOnce));
        Receive(one);
        Receive(two);
        _history.TurnPage();
        Receive(one, duplicate: true);
        AssertKept();
        Receive(two, duplicate: true);
        AssertBroken(Laws.ExactlyOnce);
    }

    [Fact]
    public void Numbers_go_on_on_a_new_page()
    {
        Subscribe();
        Receive(Acknowledged(QoS.AtLeastOnce));
        _history.TurnPage();
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
        _history.OnKilling();
        _history.Life = 2;
        _history.OnSending(message);
        _history.OnAcknowledged(message);
        var promise = Assert.Single(Checker.Check(_history));
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

    private Interest Subscribe(string filter = "t/#", QoS qos = QoS.ExactlyOnce)
    {
        var interest = _history.OnSubscribing(_inbox, filter, qos);
        _history.OnSubscribed(interest);
        return interest;
    }

    private void Unsubscribe(Interest interest)
    {
        _history.OnUnsubscribing(interest);
        _history.OnUnsubscribed(interest);
    }

    private Inbox[] Group()
    {
        Inbox[] members = [_history.AddInbox("g1", "workers"), _history.AddInbox("g2", "workers")];
        foreach (var member in members) _history.OnSubscribed(_history.OnSubscribing(member, "t/#", QoS.AtLeastOnce));
        return members;
    }

    private NumberedMessage Sent(QoS qos, string topic = "t/1", string publisher = "p1")
    {
        var message = _history.Compose(publisher, topic, qos);
        _history.OnSending(message);
        return message;
    }

    private NumberedMessage Acknowledged(QoS qos, string topic = "t/1", string publisher = "p1")
    {
        var message = Sent(qos, topic, publisher);
        _history.OnAcknowledged(message);
        return message;
    }

    private void Receive(NumberedMessage message, QoS? qos = null, bool duplicate = false, Inbox? inbox = null) =>
        _history.OnReceived(inbox ?? _inbox, _connection, message.Topic, message.Payload(), qos ?? message.QoS, duplicate);

    private void Reconnect() => _connection++;

    private void AssertKept() => Assert.Empty(AllBroken());

    private void AssertBroken(string law)
    {
        var broken = AllBroken();
        Assert.NotEmpty(broken);
        Assert.All(broken, promise => Assert.Equal(law, promise.Law));
    }

    private BrokenPromise[] AllBroken() => [.. _history.Broken, .. Checker.Check(_history)];
}
