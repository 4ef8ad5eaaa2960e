using Heliograph.Mqtt;
using Heliograph.Tests.Common.Checks;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Checks;

/// <summary>The checker sees each kind of failure, and takes nothing for one that the standard allows: a history that a test tells, and what is said of it.</summary>
public abstract class CheckerTests
{
    private int _connection = 1;

    private protected CheckerTests() => Inbox = History.AddInbox("s1");

    private protected History History { get; } = new() { Life = 1 };

    private protected Inbox Inbox { get; }

    private protected Interest Subscribe(string filter = "t/#", QoS qos = QoS.ExactlyOnce)
    {
        var interest = History.OnSubscribing(Inbox, filter, qos);
        History.OnSubscribed(interest);
        return interest;
    }

    private protected void Unsubscribe(Interest interest)
    {
        History.OnUnsubscribing(interest);
        History.OnUnsubscribed(interest);
    }

    private protected NumberedMessage Sent(QoS qos, string topic = "t/1", string publisher = "p1")
    {
        var message = History.Compose(publisher, topic, qos);
        History.OnSending(message);
        return message;
    }

    private protected NumberedMessage Acknowledged(QoS qos, string topic = "t/1", string publisher = "p1")
    {
        var message = Sent(qos, topic, publisher);
        History.OnAcknowledged(message);
        return message;
    }

    private protected void Receive(NumberedMessage message, QoS? qos = null, bool duplicate = false, Inbox? inbox = null) =>
        History.OnReceived(inbox ?? Inbox, _connection, message.Topic, message.Payload(), qos ?? message.QoS, duplicate);

    private protected void Reconnect() => _connection++;

    private protected void AssertKept() => Assert.Empty(AllBroken());

    private protected void AssertBroken(string law)
    {
        var broken = AllBroken();
        Assert.NotEmpty(broken);
        Assert.All(broken, promise => Assert.Equal(law, promise.Law));
    }

    private BrokenPromise[] AllBroken() => [.. History.Broken, .. Checker.Check(History)];
}
