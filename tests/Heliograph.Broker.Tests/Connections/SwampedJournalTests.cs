namespace Heliograph.Broker.Tests.Connections;

/// <summary>While far too much waits for the disk, clients are not read from, and are not to blame for it.</summary>
public sealed class SwampedJournalTests
{
    private readonly RecordedJournal _journal = new() { DurableUpTo = new(long.MaxValue) };
    private readonly TestBroker _broker;

    public SwampedJournalTests() => _broker = new(journal: _journal);

    [Fact]
    public void Nothing_is_taken_until_the_journal_has_written_what_waits()
    {
        var client = _broker.Connect("c", ConnectFields.Persistent with { KeepAlive = 10 });
        var records = _journal.Kinds.Count;
        _journal.IsSwamped = true;
        client.Subscribe("a", QoS.AtLeastOnce);
        client.Subscribe("b", QoS.AtLeastOnce);
        _broker.Pass(TimeSpan.FromSeconds(60)); // four times what the keep alive allows
        Assert.False(client.IsClosed);
        Assert.Equal((0, records), (client.Waiting, _journal.Kinds.Count));

        _journal.IsSwamped = false;
        _broker.Pass(TimeSpan.FromSeconds(1));
        client.Next(PacketType.SubAck);
        client.Next(PacketType.SubAck);
        _broker.Pass(TimeSpan.FromSeconds(16));
        Assert.True(client.IsClosed); // it has been silent since
    }
}
