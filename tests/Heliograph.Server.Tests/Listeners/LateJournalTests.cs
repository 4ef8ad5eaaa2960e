using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>Law L2 over real sockets: what depends on the journal leaves when the journal is durable, and nothing else waits.</summary>
public sealed class LateJournalTests
{
    private readonly RecordedJournal _journal = new();

    [Fact]
    public async Task Acknowledgement_and_delivery_wait_for_the_journal_and_nothing_else_does()
    {
        await using var server = await TestServer.StartAsync(change: options => options with { Journal = _journal });
        await using var subscriber = await ConnectDurablyAsync(server, "subscriber");
        await subscriber.SendAsync(Octets.Subscribe(1, ProtocolVersion.V5, 1, "t"));
        await CatchUpAsync(server, records: 2);
        await subscriber.ReadAsync(PacketType.SubAck);
        await using var publisher = await RawPeer.ConnectAsync(server.EndPoint(), "publisher");
        await using var bystander = await RawPeer.ConnectAsync(server.EndPoint(), "bystander");

        await publisher.SendAsync(Octets.Publish("t", "x"u8.ToArray(), ProtocolVersion.V5, qos: 1, packetId: 1));
        await TestServer.UntilAsync(() => _journal.Last.Value >= 4, () => $"{_journal.Last.Value} records");
        await bystander.PingAsync();
        Assert.Equal(0, publisher.Socket.Available);
        Assert.Equal(0, subscriber.Socket.Available);

        _journal.CatchUp();
        server.Broker.OnDurable();
        Assert.Equal(1, (await publisher.ReadAsync(PacketType.PubAck)).Body[1]);
        Assert.Equal("t", (await subscriber.ReadAsync(PacketType.Publish)).Topic);
    }

    [Fact]
    public async Task Client_that_leaves_while_its_answer_waits_leaves_nothing_behind()
    {
        await using var server = await TestServer.StartAsync(change: options => options with { Journal = _journal });
        await using (var peer = await RawPeer.OpenAsync(server.EndPoint()))
        {
            await peer.SendAsync(Octets.Connect("durable", ProtocolVersion.V5, expirySeconds: 100));
            await TestServer.UntilAsync(() => _journal.Last.Value > 0, () => "no record");
        }

        await server.UntilAsync(status => status is { Connections: 0, Sessions: 1 });
        _journal.CatchUp();
        server.Broker.OnDurable();
        await using var again = await ConnectDurablyAsync(server, "durable");
        Assert.Equal(1, again.ConnAck.Body[0]);
    }

    [Fact]
    public async Task Stuck_journal_does_not_keep_the_server_from_stopping()
    {
        var server = await TestServer.StartAsync(change: options => options with { Journal = _journal });
        await using var peer = await RawPeer.OpenAsync(server.EndPoint());
        await peer.SendAsync(Octets.Connect("durable", ProtocolVersion.V5, expirySeconds: 100));
        await TestServer.UntilAsync(() => _journal.Last.Value > 0, () => "no record");
        await server.StopAsync().WaitAsync(RawPeer.Patience, TestContext.Current.CancellationToken);
        Assert.Empty(await peer.ReadToEndAsync(mayReset: true));
    }

    private async Task<RawPeer> ConnectDurablyAsync(HeliographServer server, string clientId)
    {
        var before = _journal.Last.Value;
        var connecting = RawPeer.ConnectAsync(server.EndPoint(), clientId, expirySeconds: 100);
        await CatchUpAsync(server, before + 1);
        return await connecting;
    }

    private async Task CatchUpAsync(HeliographServer server, long records)
    {
        await TestServer.UntilAsync(() => _journal.Last.Value >= records, () => $"{_journal.Last.Value} records");
        _journal.CatchUp();
        server.Broker.OnDurable();
    }
}
