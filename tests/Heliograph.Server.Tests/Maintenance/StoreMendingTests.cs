using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Maintenance;
using Heliograph.Server.Tests.Listeners;

namespace Heliograph.Server.Tests.Maintenance;

/// <summary>After a repair the broker starts and delivers all that could be read.</summary>
public sealed class StoreMendingTests
{
    [Fact]
    public async Task One_damaged_record_costs_one_message_and_the_file_is_kept()
    {
        using var stored = await StoredState.MakeAsync();
        StoredState.Damage(stored.Segment, StoredState.Find(stored.Segment, "data/7"u8));
        var damaged = File.ReadAllBytes(stored.Segment);
        using (var mending = StoreMending.Begin(stored.Location, StoredState.NoProgress))
        {
            Assert.True(mending.CanMend);
            Assert.Single(mending.Findings.Files.Damages);
            var report = mending.Run();
            Assert.True(report.After.IsWhole);
            Assert.NotEmpty(report.Actions);
            Assert.Empty(report.Dropped);
        }

        Assert.Equal(damaged, File.ReadAllBytes(stored.Segment + ".damaged"));
        Assert.Equal(StoredState.Queued - 1, await ReceiveAsync(stored));
    }

    [Fact]
    public async Task A_message_from_before_the_snapshot_is_taken_out_of_the_queues()
    {
        using var stored = await StoredState.MakeAsync();
        StoreCompaction.Run(stored.Location, StoredState.NoProgress); // the queues are in the snapshot now, the bodies in the log
        StoredState.Damage(stored.Segment, StoredState.Find(stored.Segment, "data/7"u8));
        using (var mending = StoreMending.Begin(stored.Location, StoredState.NoProgress))
        {
            var damage = Assert.Single(mending.Findings.Unreadable);
            Assert.Equal(Path.GetFileName(stored.Segment), damage.File);
            Assert.Equal(["away", "shared group 1"], mending.Findings.Lost.Select(lost => lost.Owner).Order());
            var report = mending.Run();
            Assert.True(report.After.IsWhole);
            Assert.Equal(2, report.Dropped.Count);
        }

        Assert.Equal(StoredState.Queued - 1, await ReceiveAsync(stored));
    }

    [Fact]
    public async Task A_message_in_flight_that_is_lost_is_finished()
    {
        using var stored = await StoredState.MakeAsync();
        StoreCompaction.Run(stored.Location, StoredState.NoProgress);
        StoredState.Damage(stored.Segment, StoredState.Find(stored.Segment, "flow\0flow publisher"u8), count: 1); // topic, payload, publisher
        using (var mending = StoreMending.Begin(stored.Location, StoredState.NoProgress))
        {
            var report = mending.Run();
            Assert.Equal("slow", Assert.Single(report.Dropped).Owner);
            Assert.Equal(1, report.Dropped[0].PacketId);
            Assert.Equal((2, 1), (report.After.State!.Queued - (2 * StoredState.Queued), report.After.State.InFlight));
        }

        await using var server = await stored.StartAsync();
        await using var slow = await RawPeer.ConnectAsync(server.EndPoint(), "slow", expirySeconds: 600);
        var first = await slow.ReadAsync(PacketType.Publish);
        var second = await slow.ReadAsync(PacketType.Publish);
        byte[] left = [first.Payload(ProtocolVersion.V5).Span[0], second.Payload(ProtocolVersion.V5).Span[0]];
        Assert.Equal([1, 2], left);
    }

    [Fact]
    public async Task Nothing_is_changed_until_it_is_told_to()
    {
        using var stored = await StoredState.MakeAsync();
        StoredState.Damage(stored.Segment, StoredState.Find(stored.Segment, "data/7"u8));
        var files = stored.Files();
        StoreMending.Begin(stored.Location, StoredState.NoProgress).Dispose();
        Assert.Equal(files, stored.Files());
    }

    // The messages of the session that was away, in their order.
    private static async Task<int> ReceiveAsync(StoredState stored)
    {
        await using var server = await stored.StartAsync();
        await using var away = await RawPeer.OpenAsync(server.EndPoint(), ProtocolVersion.V311);
        await away.SendAsync(Octets.Connect("away", ProtocolVersion.V311, expirySeconds: 1));
        Assert.Equal([1, 0], (await away.ReadAsync(PacketType.ConnAck)).Body); // with its session
        await away.SendAsync(Octets.PingReq);
        var (last, count) = (0, 0);
        while (last < StoredState.Queued)
        {
            var publish = await away.ReadAsync(PacketType.Publish);
            var number = int.Parse(publish.Topic.AsSpan("data/".Length));
            Assert.True(number > last);
            (last, count) = (number, count + 1);
            await away.SendAsync(Octets.Acknowledgement(4, publish.PacketId));
        }

        return count;
    }
}
