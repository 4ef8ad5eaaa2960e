using Heliograph.Mqtt;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Checks;

/// <summary>Messages that reach a subscription once, again, in another order or not at all.</summary>
public sealed class DeliveryCheckTests : CheckerTests
{
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
        History.OnSending(message);
        History.OnAcknowledged(message);
        Receive(message);
        AssertKept();
    }

    [Fact]
    public void A_publisher_that_sends_a_QoS_2_message_again_makes_one_of_it_at_a_QoS_1_subscription_too()
    {
        Subscribe(qos: QoS.AtLeastOnce);
        var message = Sent(QoS.ExactlyOnce);
        Receive(message, QoS.AtLeastOnce);
        History.OnSending(message);
        History.OnAcknowledged(message);
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
    public void What_everyone_has_may_come_again_only_at_QoS_1_with_DUP()
    {
        Subscribe();
        var (one, two) = (Acknowledged(QoS.AtLeastOnce), Acknowledged(QoS.ExactlyOnce));
        Receive(one);
        Receive(two);
        History.TurnPage();
        Receive(one, duplicate: true);
        AssertKept();
        Receive(two, duplicate: true);
        AssertBroken(Laws.ExactlyOnce);
    }
}
