using Heliograph.Broker.Journal;

namespace Heliograph.Broker.Tests.Connections;

/// <summary>A session that is taken over while another thread still works for its last connection.</summary>
public sealed class TakeoverTests
{
    /// <summary>[MQTT-4.3.3-10]: the packet id is known to the next connection, however long the routing takes.</summary>
    [Fact]
    public void A_QoS_2_publish_that_is_being_routed_is_not_routed_again_for_the_next_connection()
    {
        using var journal = new HaltingJournal();
        var broker = new TestBroker(journal: journal);
        var watcher = broker.Connect("w", ConnectFields.Persistent);
        watcher.Subscribe("a", QoS.ExactlyOnce);
        watcher.Next(PacketType.SubAck);
        var first = broker.Connect("p", ConnectFields.Persistent);

        journal.HaltsAt = RecordKind.Published;
        var routing = new Thread(() => first.Publish("a", "once", QoS.ExactlyOnce, 7));
        routing.Start();
        journal.IsHalted.Wait(TestContext.Current.CancellationToken);
        var second = broker.Open();
        var coming = new Thread(() =>
        {
            second.Connect(ConnectFields.Persistent with { ClientId = "p" });
            second.Publish("a", "once", QoS.ExactlyOnce, 7, duplicate: true);
        });
        coming.Start();
        SpinWait.SpinUntil(() => !coming.IsAlive || coming.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        journal.GoesOn.Set();
        routing.Join();
        coming.Join();

        Assert.True(second.Next(PacketType.ConnAck).SessionPresent);
        Assert.Equal(7, second.Next(PacketType.PubRec).PacketId);
        Assert.Equal(["once"], watcher.Messages());
    }

    // A journal that stops the first thread that appends a record of some kind.
    private sealed class HaltingJournal : RecordedJournal, IDisposable
    {
        public HaltingJournal() => DurableUpTo = new(long.MaxValue);

        public ManualResetEventSlim IsHalted { get; } = new();

        public ManualResetEventSlim GoesOn { get; } = new();

        public RecordKind HaltsAt { get; set; }

        public override Lsn Append(in JournalRecord record)
        {
            if (record.Kind == HaltsAt)
            {
                HaltsAt = default;
                IsHalted.Set();
                GoesOn.Wait();
            }

            return base.Append(record);
        }

        public void Dispose()
        {
            IsHalted.Dispose();
            GoesOn.Dispose();
        }
    }
}
