namespace Heliograph.Broker.Tests.Connections;

/// <summary>What is refused while the process is short of memory, and what goes on so that it gets some back.</summary>
public sealed class ShortOfMemoryTests
{
    private readonly TestBroker _broker = new();

    [Fact]
    public void New_sessions_are_refused_and_old_ones_come_back()
    {
        _broker.Connect("old", ConnectFields.Persistent).Lose();
        _broker.Engine.IsShortOfMemory = true;
        var stranger = _broker.Open();
        stranger.Connect(new() { ClientId = "new" });
        Assert.Equal(ReasonCode.QuotaExceeded, stranger.Next(PacketType.ConnAck).Code);
        var old = _broker.Open();
        old.Connect(ConnectFields.Persistent with { ClientId = "old" });
        Assert.True(old.Next(PacketType.ConnAck).SessionPresent);
        _broker.Engine.IsShortOfMemory = false;
        _broker.Connect("new");
    }

    [Fact]
    public void New_subscriptions_are_refused_and_old_ones_renewed()
    {
        var client = _broker.Connect("c");
        client.Subscribe("a", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        _broker.Engine.IsShortOfMemory = true;
        client.Subscribe(["a", "b"], new(QoS.ExactlyOnce));
        Assert.Equal([ReasonCode.GrantedQoS2, ReasonCode.QuotaExceeded], client.Next(PacketType.SubAck).Codes);
    }

    [Fact]
    public void A_lasting_session_neither_subscribes_nor_leaves_a_will_while_nothing_can_be_kept()
    {
        var journal = new RecordedJournal { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(journal: journal);
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("a", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        journal.HasRoom = false;
        var before = journal.Last;
        for (var i = 0; i < 3; i++)
        {
            client.Subscribe(["a", "b"], new(QoS.AtLeastOnce));
            Assert.Equal([ReasonCode.GrantedQoS1, ReasonCode.QuotaExceeded], client.Next(PacketType.SubAck).Codes);
        }

        client.Subscribe("a", QoS.ExactlyOnce);
        Assert.Equal([ReasonCode.QuotaExceeded], client.Next(PacketType.SubAck).Codes);
        Assert.Equal(before, journal.Last);
        var mortal = broker.Open();
        mortal.Connect(ConnectFields.Persistent with { ClientId = "m", Will = new("gone", "farewell", QoS.AtLeastOnce) });
        Assert.Equal(ReasonCode.QuotaExceeded, mortal.Next(PacketType.ConnAck).Code);
    }

    [Fact]
    public void Retained_messages_for_a_new_subscription_wait_until_they_can_be_recorded()
    {
        var journal = new RecordedJournal { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(journal: journal);
        broker.Connect("p").Publish("a", "kept", QoS.AtLeastOnce, 1, retain: true);
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("a", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        Assert.Equal(["kept"], client.Messages());
        journal.HasRoom = false;
        client.Subscribe("a", QoS.AtLeastOnce);
        client.Next(PacketType.SubAck);
        client.HasNothing();
        journal.HasRoom = true;
        client.Ping();
        client.Next(PacketType.PingResp);
        Assert.Equal(["kept"], client.Messages());
    }

    [Fact]
    public void What_must_be_stored_is_refused_and_what_need_not_is_delivered()
    {
        var away = _broker.Connect("away", ConnectFields.Persistent);
        away.Subscribe("kept/#", QoS.AtLeastOnce);
        away.Lose();
        var watcher = _broker.Connect("w");
        watcher.Subscribe("live", QoS.AtLeastOnce);
        watcher.Next(PacketType.SubAck);
        var publisher = _broker.Connect("p");
        _broker.Engine.IsShortOfMemory = true;
        publisher.Publish("kept/a", "1", QoS.AtLeastOnce, 1);
        Assert.Equal(ReasonCode.QuotaExceeded, publisher.Next(PacketType.PubAck).Code);
        publisher.Publish("live", "2", QoS.AtLeastOnce, 2);
        Assert.Equal(ReasonCode.Success, publisher.Next(PacketType.PubAck).Code);
        Assert.Equal(["2"], watcher.Messages());

        _broker.Engine.IsShortOfMemory = false;
        publisher.Publish("kept/a", "3", QoS.AtLeastOnce, 3);
        Assert.Equal(ReasonCode.Success, publisher.Next(PacketType.PubAck).Code);
        away = _broker.Open();
        away.Connect(ConnectFields.Persistent with { ClientId = "away" });
        Assert.Equal(["3"], away.Messages());
    }
}
