using Heliograph.Broker.Journal;
using Heliograph.Broker.Messages;

namespace Heliograph.Broker.Tests.Recovery;

/// <summary>Crashes at moments that no orderly life shows: while a snapshot is written, and between two records of one change.</summary>
public sealed class CrashMomentTests
{
    [Theory]
    [InlineData("due at once")]
    [InlineData("clean start")]
    public void A_will_that_is_being_published_while_a_snapshot_is_written_is_not_lost(string how)
    {
        var journal = new Pausing { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(journal: journal);
        broker.Connect("a", ConnectFields.Persistent);
        var mortal = broker.Connect("mortal", ConnectFields.Persistent with { Will = new("gone", "farewell", QoS.AtLeastOnce) });
        var watcher = broker.Connect("w", ConnectFields.Persistent);
        watcher.Subscribe("gone", QoS.AtLeastOnce);
        watcher.Disconnect();
        Thread? dying = null;
        journal.TakeSnapshot(writer => broker.Engine.WriteState(new Once(writer, () =>
        {
            journal.Pauses = true;
            dying = new Thread(() =>
            {
                if (how == "clean start") broker.Open().Connect(ConnectFields.Persistent with { ClientId = "mortal", CleanStart = true });
                else mortal.Lose();
            });
            dying.Start();
            journal.Reached.Wait(TestContext.Current.CancellationToken);
        })));
        var survivor = journal.Survivor(journal.Last); // the snapshot is whole and has its name; then the power fails
        survivor.DurableUpTo = new(long.MaxValue);
        journal.GoOn.Set();
        dying!.Join();
        var after = new TestBroker(journal: survivor);
        survivor.Restore(after.Engine, broker.Now);
        after.Pass(TimeSpan.FromSeconds(2));
        watcher = after.Open();
        watcher.Connect(ConnectFields.Persistent with { ClientId = "w", CleanStart = false });
        Assert.Equal(["farewell"], watcher.Messages());
    }

    [Fact]
    public void A_session_that_was_replaced_does_not_rise_from_the_dead()
    {
        var journal = new RecordedJournal { DurableUpTo = new(long.MaxValue) };
        journal.Append(new() { Kind = RecordKind.SessionOpened, Session = 1, ClientId = "c", ExpirySeconds = 100000 });
        journal.Append(new() { Kind = RecordKind.Subscribed, Session = 1, Topic = "t"u8, Options = 1 });
        journal.Append(new() { Kind = RecordKind.SessionOpened, Session = 2, ClientId = "c", ExpirySeconds = 100000 });
        var first = journal.Survivor(journal.Last);
        first.DurableUpTo = new(long.MaxValue);
        var one = new TestBroker(journal: first);
        first.Restore(one.Engine, one.Now);
        var c = one.Open();
        c.Connect(ConnectFields.Persistent with { ClientId = "c", CleanStart = true, Properties = [(PropertyId.SessionExpiryInterval, 0u)] });
        Assert.False(c.Next(PacketType.ConnAck).SessionPresent);
        c.Disconnect();
        Assert.Equal(0, one.Engine.Status().Sessions);
        var second = first.Survivor(first.Last);
        var two = new TestBroker(journal: second);
        second.Restore(two.Engine, one.Now);
        Assert.Equal(0, two.Engine.Status().Sessions);
    }

    [Fact]
    public void What_a_group_gives_to_a_session_without_expiry_during_a_snapshot_is_kept()
    {
        var journal = new RecordedJournal { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(journal: journal);
        var shortLived = broker.Connect("m", new() { Properties = [(PropertyId.ReceiveMaximum, 1u)] });
        var member = broker.Connect("d", ConnectFields.Persistent);
        member.Subscribe("$share/g/t", QoS.AtLeastOnce);
        member.Lose();
        var p = broker.Connect("p");
        for (ushort i = 1; i <= 3; i++) p.Publish("t", new string((char)('0' + i), 70000), QoS.AtLeastOnce, i);
        broker.Connect("z", ConnectFields.Persistent with { ClientId = "z" });
        journal.TakeSnapshot(writer => broker.Engine.WriteState(new Once(writer, () => shortLived.Subscribe("$share/g/t", QoS.AtLeastOnce))));
        var needed = journal.NeededBodies(broker.Engine).ToArray();
        Assert.NotEmpty(needed);
        Assert.All(needed, id => Assert.Contains(id, journal.Kept));
    }

    [Fact]
    public void A_disconnect_with_will_and_expiry_0_keeps_the_will_at_every_record()
    {
        var journal = new RecordedJournal { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(journal: journal);
        var mortal = broker.Connect("mortal", ConnectFields.Persistent with { Will = new("gone", "farewell", QoS.AtLeastOnce) });
        var watcher = broker.Connect("w", ConnectFields.Persistent);
        watcher.Subscribe("gone", QoS.AtLeastOnce);
        watcher.Disconnect();
        var before = journal.Last.Value;
        mortal.Disconnect(ReasonCode.DisconnectWithWill, (PropertyId.SessionExpiryInterval, 0u));
        var lost = new List<string>();
        for (var upTo = before; upTo <= journal.Last.Value; upTo++)
        {
            var survivor = journal.Survivor(new(upTo));
            survivor.DurableUpTo = new(long.MaxValue);
            var after = new TestBroker(journal: survivor);
            survivor.Restore(after.Engine, broker.Now);
            after.Pass(TimeSpan.FromSeconds(2));
            watcher = after.Open();
            watcher.Connect(ConnectFields.Persistent with { ClientId = "w", CleanStart = false });
            if (watcher.Messages().Length != 1) lost.Add($"after {journal.Kinds[(int)upTo - 1]}");
        }

        Assert.Equal([], lost);
    }

    [Fact]
    public void A_will_that_was_given_up_for_a_full_queue_does_not_come_after_a_restart()
    {
        var journal = new RecordedJournal { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(TestBroker.Quiet with { QueuedMessagesMax = 1 }, journal: journal);
        var watcher = broker.Connect("w", ConnectFields.Persistent);
        watcher.Subscribe("#", QoS.AtLeastOnce);
        watcher.Disconnect();
        broker.Connect("p").Publish("t", "fills the queue", QoS.AtLeastOnce, 1);
        broker.Connect("mortal", ConnectFields.Persistent with { Will = new("gone", "farewell", QoS.AtLeastOnce) }).Lose();

        var survivor = journal.Survivor(journal.Last);
        survivor.DurableUpTo = new(long.MaxValue);
        var after = new TestBroker(journal: survivor);
        survivor.Restore(after.Engine, broker.Now);
        after.Pass(TimeSpan.FromSeconds(2));
        watcher = after.Open();
        watcher.Connect(ConnectFields.Persistent with { ClientId = "w", CleanStart = false });
        Assert.Equal(["fills the queue"], watcher.Messages());
    }

    [Fact]
    public void A_body_that_cannot_be_read_now_keeps_its_place()
    {
        var journal = new Unreadable { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(journal: journal);
        var watcher = broker.Connect("w", ConnectFields.Persistent);
        watcher.Subscribe("#", QoS.AtLeastOnce);
        watcher.Lose();
        var publisher = broker.Connect("p");
        for (ushort i = 1; i <= 3; i++) publisher.Publish("t", $"{i}", QoS.AtLeastOnce, i);

        journal.Fails = true;
        watcher = broker.Open();
        Assert.Throws<IOException>(() => watcher.Connect(ConnectFields.Persistent with { ClientId = "w", CleanStart = false }));
        watcher.Lose();
        journal.Fails = false;
        watcher = broker.Open();
        watcher.Connect(ConnectFields.Persistent with { ClientId = "w", CleanStart = false });
        Assert.Equal(["1", "2", "3"], watcher.Messages());
    }

    // Stops the next thread that appends a publish.
    private sealed class Pausing : RecordedJournal
    {
        private volatile bool _pauses;

        public bool Pauses
        {
            get => _pauses;
            set => _pauses = value;
        }

        public ManualResetEventSlim Reached { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public override Lsn Append(in JournalRecord record)
        {
            if (Pauses && record.Kind == RecordKind.Published)
            {
                Pauses = false;
                Reached.Set();
                GoOn.Wait();
            }

            return base.Append(record);
        }
    }

    private sealed class Unreadable : RecordedJournal
    {
        public bool Fails { get; set; }

        public override Message? Read(Lsn message) => Fails ? throw new IOException("the disk cannot be read") : base.Read(message);
    }

    // Interrupts a snapshot once, behind the first session.
    private sealed class Once(IStateWriter writer, Action interruption) : IStateWriter
    {
        private bool _done;

        public void Begin() => writer.Begin();

        public void Keep(Lsn message) => writer.Keep(message);

        public void Write(in JournalRecord record)
        {
            writer.Write(record);
            if (_done || record.Kind != RecordKind.SessionOpened) return;
            _done = true;
            interruption();
        }
    }
}
