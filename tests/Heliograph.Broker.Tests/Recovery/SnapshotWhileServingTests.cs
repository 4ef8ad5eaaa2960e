using Heliograph.Broker.Journal;

namespace Heliograph.Broker.Tests.Recovery;

/// <summary>A snapshot that is written while many threads go on changing things loses none of it, whatever it saw.</summary>
public sealed class SnapshotWhileServingTests
{
    private const int Threads = 3, Rounds = 120, SnapshotsMin = 3, Ids = 5;

    [Fact]
    public async Task Snapshot_and_what_followed_it_give_the_state_as_it_was()
    {
        var journal = new RecordedJournal();
        journal.DurableUpTo = new(long.MaxValue);
        var broker = new TestBroker(journal: journal);
        using var stop = new CancellationTokenSource();
        var snapshots = 0;
        var writing = OnItsOwnThread(() =>
        {
            for (; !stop.IsCancellationRequested; Interlocked.Increment(ref snapshots)) journal.TakeSnapshot(broker.Engine);
        });
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => OnItsOwnThread(() => Live(broker, thread, () => Volatile.Read(ref snapshots) >= SnapshotsMin))));
        await stop.CancelAsync();
        await writing;

        var survivor = journal.Survivor(journal.Last);
        var restored = new TestBroker(journal: survivor);
        survivor.Restore(restored.Engine, broker.Now);
        // Concurrent publishes may stand in the journal in another order than in a queue, and what went to a group and back, too.
        var (before, after) = (StateText.Of(broker.Engine, withPlaces: false).Split('\n'), StateText.Of(restored.Engine, withPlaces: false).Split('\n'));
        Assert.Equal([], before.Except(after)); // lost
        Assert.Equal([], after.Except(before)); // invented
        Assert.Equal(before, after);
        Assert.True(before.Length > 10);
        Assert.All(journal.NeededBodies(restored.Engine), id => Assert.Contains(id, journal.Kept));
    }

    [Theory]
    [InlineData("one", "other")]
    [InlineData("other", "one")]
    public void A_group_whose_members_change_during_the_snapshot_keeps_what_waits(string comes, string goes)
    {
        var journal = new RecordedJournal { DurableUpTo = new(long.MaxValue) };
        var broker = new TestBroker(TestBroker.Quiet with { QueuedMessagesMax = 2 }, journal: journal);
        var full = broker.Connect(comes, ConnectFields.Persistent);
        full.Subscribe("fill", QoS.AtLeastOnce);
        full.Publish("fill", "1", QoS.AtLeastOnce, 1);
        full.Publish("fill", "2", QoS.ExactlyOnce, 2); // and it holds an id
        var member = broker.Connect(goes, ConnectFields.Persistent with { Properties = [(PropertyId.SessionExpiryInterval, 1u)] });
        member.Subscribe("$share/g/t", QoS.AtLeastOnce);
        member.Lose();
        full.Publish("t", "waits", QoS.AtLeastOnce, 3);

        journal.TakeSnapshot(writer => broker.Engine.WriteState(new Interrupted(writer, RecordKind.InboundHeld, () =>
        {
            // The one has been written, the other has not.
            full.Subscribe("$share/g/t", QoS.AtLeastOnce);
            broker.Pass(TimeSpan.FromSeconds(2));
        })));
        var state = StateText.Of(broker.Engine);
        Assert.Contains("backlog", state, StringComparison.Ordinal);
        Assert.DoesNotContain($"of {goes}", state, StringComparison.Ordinal);

        var survivor = journal.Survivor(journal.Last);
        var restored = new TestBroker(journal: survivor);
        survivor.Restore(restored.Engine, broker.Now);
        Assert.Equal(state, StateText.Of(restored.Engine));
    }

    // In the pool, where other tests run, one might begin when the others are done.
    private static Task OnItsOwnThread(Action action) => Task.Factory.StartNew(
        action, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Live(TestBroker broker, int thread, Func<bool> hasBeenSeen)
    {
        var random = new Random(thread);
        for (var round = 0; round < Rounds || !hasBeenSeen(); round++)
        {
            var client = broker.Open();
            client.Connect(ConnectFields.Persistent with
            {
                ClientId = $"c{random.Next(Ids)}",
                CleanStart = random.Next(8) == 0,
                Will = random.Next(3) == 0 ? new("t/will", "gone", QoS.AtLeastOnce) : null,
            });
            for (var step = 0; step < 12 && !client.IsClosed; step++) Act(client, random, $"{thread}-{round}-{step}");
            if (random.Next(2) == 0 && !client.IsClosed) client.Disconnect();
            client.Lose();
        }
    }

    private static void Act(TestClient client, Random random, string payload)
    {
        var id = (ushort)random.Next(1, 6);
        switch (random.Next(10))
        {
            case 0: client.Subscribe([$"t/{random.Next(4)}", "t/+"], new(QoS.ExactlyOnce)); break;
            case 1: client.Subscribe("$share/g/t/+", QoS.AtLeastOnce); break;
            case 2: client.Unsubscribe("t/+", "$share/g/t/+"); break;
            case 3: client.Publish($"t/{random.Next(4)}", random.Next(3) == 0 ? "" : payload, QoS.AtLeastOnce, id, retain: true); break;
            case 4: client.Publish($"t/{random.Next(4)}", payload, QoS.ExactlyOnce, id); break;
            case 5: client.Acknowledge(PacketType.PubRel, id); break;
            case 6 or 7: Answer(client); break;
            default: client.Publish($"t/{random.Next(4)}", payload, QoS.AtLeastOnce, id); break;
        }
    }

    private static void Answer(TestClient client)
    {
        while (client.Waiting > 0 && !client.IsClosed)
        {
            var packet = client.TakeNext();
            if (packet.Type == PacketType.Publish && packet.QoS == QoS.AtLeastOnce) client.Acknowledge(PacketType.PubAck, packet.PacketId);
            else if (packet.Type == PacketType.Publish && packet.QoS == QoS.ExactlyOnce) client.Acknowledge(PacketType.PubRec, packet.PacketId);
            else if (packet.Type == PacketType.PubRel) client.Acknowledge(PacketType.PubComp, packet.PacketId);
        }
    }

    private sealed class Interrupted(IStateWriter writer, RecordKind at, Action interruption) : IStateWriter
    {
        public void Begin() => writer.Begin();

        public void Keep(Lsn message) => writer.Keep(message);

        public void Write(in JournalRecord record)
        {
            writer.Write(record);
            if (record.Kind == at) interruption();
        }
    }
}
