using Heliograph.Broker.Counters;

namespace Heliograph.Broker.Tests.Recovery;

/// <summary>What a broker is after a start, told by its clients. The simulation compares whole states.</summary>
public sealed class RestorationTests
{
    private readonly RecordedJournal _journal = new() { DurableUpTo = new(long.MaxValue) };

    [Fact]
    public void A_session_comes_back_with_its_subscriptions_and_its_queue_in_order()
    {
        var broker = new TestBroker(journal: _journal);
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("a/#", QoS.AtLeastOnce);
        client.Lose();
        Publish(broker, "a/1", "a/2", "b", "a/3");

        var after = Restart(broker);
        client = after.Open();
        client.Connect(ConnectFields.Persistent with { ClientId = "c", CleanStart = false });
        Assert.True(client.Next(PacketType.ConnAck).SessionPresent);
        Assert.Equal(["a/1", "a/2", "a/3"], client.Messages());
        Publish(after, "a/4");
        Assert.Equal(["a/4"], client.Messages());
    }

    [Fact]
    public void What_was_sent_is_sent_again_with_its_packet_id_and_what_was_released_is_not()
    {
        var broker = new TestBroker(journal: _journal);
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("a/#", QoS.ExactlyOnce);
        client.Next(PacketType.SubAck);
        Publish(broker, QoS.ExactlyOnce, "a/1", "a/2");
        var (first, second) = (client.Next(PacketType.Publish), client.Next(PacketType.Publish));
        client.Acknowledge(PacketType.PubRec, first.PacketId);
        client.Lose();

        client = Restart(broker).Open();
        client.Connect(ConnectFields.Persistent with { ClientId = "c", CleanStart = false });
        client.Next(PacketType.ConnAck);
        Assert.Equal(first.PacketId, client.Next(PacketType.PubRel).PacketId);
        var again = client.Next(PacketType.Publish);
        Assert.Equal((second.PacketId, "a/2", true), (again.PacketId, again.Text, again.Duplicate));
        client.HasNothing();
    }

    [Fact]
    public void A_publisher_that_repeats_a_QoS_2_packet_id_after_a_restart_is_acknowledged_and_not_routed()
    {
        var broker = new TestBroker(journal: _journal);
        var publisher = broker.Connect("p", ConnectFields.Persistent);
        publisher.Publish("a", "once", QoS.ExactlyOnce, 7);
        publisher.Lose();

        var after = Restart(broker);
        var watcher = after.Connect("w");
        watcher.Subscribe("a");
        watcher.Next(PacketType.SubAck);
        publisher = after.Open();
        publisher.Connect(ConnectFields.Persistent with { ClientId = "p", CleanStart = false });
        publisher.Next(PacketType.ConnAck);
        publisher.Publish("a", "once", QoS.ExactlyOnce, 7, duplicate: true);
        Assert.Equal(7, publisher.Next(PacketType.PubRec).PacketId);
        watcher.HasNothing();
        publisher.Acknowledge(PacketType.PubRel, 7);
        publisher.Next(PacketType.PubComp);
        publisher.Publish("a", "another", QoS.ExactlyOnce, 7);
        Assert.Equal(["another"], watcher.Messages());
    }

    [Fact]
    public void The_expiry_of_a_session_goes_on_while_the_broker_is_down()
    {
        var broker = new TestBroker(journal: _journal);
        var client = broker.Connect("c", ConnectFields.Persistent with { Properties = [(PropertyId.SessionExpiryInterval, 10u)] });
        client.Lose();

        var after = Restart(broker);
        after.Pass(TimeSpan.FromSeconds(9));
        Assert.Equal(1, after.Engine.Status().Sessions);
        after.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(0, after.Engine.Status().Sessions);
    }

    [Fact]
    public void The_will_of_a_client_that_was_connected_is_published_after_the_restart()
    {
        var broker = new TestBroker(journal: _journal);
        broker.Connect("mortal", ConnectFields.Persistent with { Will = new("gone", "farewell", QoS.AtLeastOnce) });
        var watcher = broker.Connect("w", ConnectFields.Persistent);
        watcher.Subscribe("gone", QoS.AtLeastOnce);
        watcher.Disconnect();

        var after = Restart(broker);
        after.Pass(TimeSpan.FromSeconds(1));
        watcher = after.Open();
        watcher.Connect(ConnectFields.Persistent with { ClientId = "w", CleanStart = false });
        Assert.Equal(["farewell"], watcher.Messages());
    }

    [Theory]
    [InlineData("its connection is lost")]
    [InlineData("it comes back and leaves no will")]
    [InlineData("it comes back and leaves another will")]
    [InlineData("it comes back for a clean start")]
    [InlineData("its delay has passed")]
    [InlineData("its session expires")]
    public void Whichever_record_is_the_last_to_survive_a_due_will_comes_once(string end)
    {
        var broker = new TestBroker(journal: _journal);
        var watcher = broker.Connect("w", ConnectFields.Persistent);
        watcher.Subscribe("#", QoS.AtLeastOnce);
        watcher.Disconnect();
        var fields = ConnectFields.Persistent with { ClientId = "mortal", Will = new("gone", "farewell", QoS.AtLeastOnce) };
        if (end is "its delay has passed") fields = fields with { Will = fields.Will with { Properties = [(PropertyId.WillDelayInterval, 5u)] } };
        if (end is "its session expires")
        {
            fields = fields with
            {
                Will = fields.Will with { Properties = [(PropertyId.WillDelayInterval, 50u)] },
                Properties = [(PropertyId.SessionExpiryInterval, 5u)],
            };
        }

        var mortal = broker.Connect("mortal", fields);
        var before = _journal.Last.Value;
        switch (end)
        {
            case "it comes back and leaves no will": broker.Connect("mortal", fields with { Will = null }); break;
            case "it comes back and leaves another will":
                broker.Connect("mortal", fields with { Will = new("another", "another", QoS.AtLeastOnce) });
                break;
            case "it comes back for a clean start": broker.Connect("mortal", fields with { CleanStart = true, Will = null }); break;
            default: mortal.Lose(); break;
        }

        broker.Pass(TimeSpan.FromSeconds(7));
        Assert.True(_journal.Last.Value > before + 1);
        for (var last = before; last <= _journal.Last.Value; last++)
        {
            var survivor = _journal.Survivor(new(last));
            survivor.DurableUpTo = new(long.MaxValue);
            var after = new TestBroker(journal: survivor);
            survivor.Restore(after.Engine, broker.Now);
            after.Pass(TimeSpan.FromSeconds(60));
            watcher = after.Open();
            watcher.Connect(ConnectFields.Persistent with { ClientId = "w", CleanStart = false });
            Assert.Single(watcher.Messages(), "farewell");
        }
    }

    [Fact]
    public void A_will_waits_until_the_journal_has_room()
    {
        var broker = new TestBroker(journal: _journal);
        var mortal = broker.Connect("mortal", ConnectFields.Persistent with { Will = new("gone", "farewell", QoS.AtLeastOnce) });
        var watcher = broker.Connect("w", ConnectFields.Persistent);
        watcher.Subscribe("gone", QoS.AtLeastOnce);
        watcher.Next(PacketType.SubAck);
        _journal.HasRoom = false;
        mortal.Lose();
        broker.Pass(TimeSpan.FromSeconds(5));
        watcher.HasNothing();
        _journal.HasRoom = true;
        broker.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(["farewell"], watcher.Messages());
    }

    [Fact]
    public void A_shared_group_keeps_what_waited_for_it()
    {
        var broker = new TestBroker(journal: _journal);
        var member = broker.Connect("m", ConnectFields.Persistent);
        member.Subscribe("$share/g/a", QoS.AtLeastOnce);
        member.Lose();
        Publish(broker, "a");

        var after = Restart(broker);
        var other = after.Connect("other");
        other.Subscribe("$share/g/a", QoS.AtLeastOnce);
        other.Next(PacketType.SubAck);
        Assert.Equal(["a"], other.Messages());
    }

    [Fact]
    public void Bodies_of_an_offline_queue_are_read_back_and_not_held()
    {
        var broker = new TestBroker(journal: _journal);
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("a", QoS.AtLeastOnce);
        client.Lose();
        Publish(broker, "a", "a", "a");
        Assert.Equal(0, _journal.Reads);
        client = broker.Open();
        client.Connect(ConnectFields.Persistent with { ClientId = "c", CleanStart = false });
        Assert.Equal(["a", "a", "a"], client.Messages());
        Assert.Equal(3, _journal.Reads);
    }

    [Fact]
    public void A_body_that_a_repair_has_cut_out_is_a_loss_of_that_message_only()
    {
        var broker = new TestBroker(journal: _journal);
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("#", QoS.AtLeastOnce);
        client.Lose();
        Publish(broker, "a", "b", "c");
        _journal.Lost.Add(_journal.PublishedAt(2));
        client = broker.Open();
        client.Connect(ConnectFields.Persistent with { ClientId = "c", CleanStart = false });
        Assert.Equal(["a", "c"], client.Messages());
        Assert.Equal(1, broker.Engine.Counters[Counter.PublishDropped]);
    }

    [Fact]
    public void A_body_that_is_lost_while_in_flight_is_not_sent_again()
    {
        var broker = new TestBroker(journal: _journal);
        var client = broker.Connect("c", ConnectFields.Persistent);
        client.Subscribe("#", QoS.AtLeastOnce);
        Publish(broker, "a", "b");
        client.Lose();
        _journal.Lost.Add(_journal.PublishedAt(1));
        client = broker.Open();
        client.Connect(ConnectFields.Persistent with { ClientId = "c", CleanStart = false });
        Assert.Equal(["b"], client.Messages());
        client.Lose();
        client = broker.Open();
        client.Connect(ConnectFields.Persistent with { ClientId = "c", CleanStart = false });
        Assert.Equal(["b"], client.Messages());
    }

    private static void Publish(TestBroker broker, params string[] topics) => Publish(broker, QoS.AtLeastOnce, topics);

    // Each payload is its topic.
    private static void Publish(TestBroker broker, QoS qos, params string[] topics)
    {
        var publisher = broker.Connect("publisher");
        ushort id = 0;
        foreach (var topic in topics) publisher.Publish(topic, topic, qos, ++id);
        publisher.Disconnect();
        publisher.Lose();
    }

    private TestBroker Restart(TestBroker broker)
    {
        var survivor = _journal.Survivor(_journal.Last);
        survivor.DurableUpTo = new(long.MaxValue);
        var restored = new TestBroker(journal: survivor);
        survivor.Restore(restored.Engine, broker.Now);
        return restored;
    }
}
