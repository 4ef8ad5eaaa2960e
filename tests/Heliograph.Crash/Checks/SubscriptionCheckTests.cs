using Heliograph.Mqtt;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Checks;

/// <summary>Which messages a subscription is owed and which it may not get, while it is made, held and given up, and in a shared group.</summary>
public sealed class SubscriptionCheckTests : CheckerTests
{
    [Fact]
    public void A_message_sent_before_the_SUBACK_may_be_missed()
    {
        var interest = History.OnSubscribing(Inbox, "t/#", QoS.ExactlyOnce);
        Acknowledged(QoS.ExactlyOnce);
        History.OnSubscribed(interest);
        AssertKept();
    }

    [Fact]
    public void A_message_of_another_topic_is_not_owed()
    {
        Subscribe("t/1");
        Acknowledged(QoS.ExactlyOnce, "t/2");
        AssertKept();
    }

    [Fact]
    public void What_is_sent_again_may_come_late_to_a_subscription_that_began_in_between()
    {
        var interest = History.OnSubscribing(Inbox, "t/#", QoS.ExactlyOnce);
        var (first, second) = (Sent(QoS.AtLeastOnce), Sent(QoS.AtLeastOnce));
        History.OnSubscribed(interest);
        Receive(second);
        foreach (var message in new[] { first, second })
        {
            History.OnSending(message);
            History.OnAcknowledged(message);
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
        History.OnAcknowledged(second);
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
        History.OnSending(second);
        History.OnAcknowledged(second);
        Receive(second);
        AssertKept();
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
        var newcomer = History.AddInbox("g3", "workers");
        History.OnSubscribed(History.OnSubscribing(newcomer, "t/#", QoS.AtLeastOnce));
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

    private Inbox[] Group()
    {
        Inbox[] members = [History.AddInbox("g1", "workers"), History.AddInbox("g2", "workers")];
        foreach (var member in members) History.OnSubscribed(History.OnSubscribing(member, "t/#", QoS.AtLeastOnce));
        return members;
    }
}
