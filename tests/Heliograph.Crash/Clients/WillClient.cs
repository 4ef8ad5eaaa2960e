using System.Diagnostics;
using Heliograph.Mqtt;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Clients;

/// <summary>A persistent session whose every connection leaves a delayed will and then vanishes, mostly.</summary>
internal sealed class WillClient(World world, ClientSettings client, string topic, Random random)
{
    // A killed broker is gone a little earlier than its clients notice.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(300);
    private readonly SessionMemory _session = new(world.History, client.Name);
    private Parting? _last;
    private volatile bool _isResting;

    /// <summary>It rests, and every will that is owed has come.</summary>
    public bool IsSettled => _isResting;

    public async Task RunAsync()
    {
        while (true)
        {
            _isResting = true;
            await world.LoadAsync();
            _isResting = false;
            while (world.Phase == Phase.Load) await TryLeaveWillAsync();
            while (!await TryLeaveWillAsync()) { } // the last one is always owed
        }
    }

    private async Task<bool> TryLeaveWillAsync()
    {
        try
        {
            return await LeaveWillAsync();
        }
        catch (ProtocolException broken)
        {
            world.History.Report(Laws.Standard, $"{client.Name}: {broken.Message}");
            return world.Phase != Phase.Load;
        }
    }

    /// <summary>Connects with a new will and ends the connection in one of several ways.</summary>
    /// <returns>Whether the will was owed; it has come then.</returns>
    private async Task<bool> LeaveWillAsync()
    {
        var broker = await world.BrokerAsync();
        using var link = await broker.ConnectAsync(world.Stop);
        if (link is null) return false;
        var will = new WillToLeave(world.History.Compose(client.Name, topic, QoS.ExactlyOnce), (uint)random.Next(1, 3));
        world.History.OnSending(will.Message);
        Packets.WriteConnect(link.Output, client, will);
        await link.FlushAsync(world.Stop);
        if (!await ConnAckAsync(link, broker)) return false;

        var end = EndAsync(link);
        var stay = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 3_000 : random.Next(300));
        await Task.WhenAny(end, world.PauseAsync(stay));
        if (end.IsCompleted && !broker.IsOver) world.History.Report(Laws.Connection, $"{client.Name} lost its connection");
        if (!end.IsCompleted && world.Phase == Phase.Load && random.Next(5) == 0)
        {
            Packets.WriteDisconnect(link.Output, client.Version);
            await link.FlushAsync(world.Stop);
            await end;
            _last = new(will, broker, IsPolite: !broker.IsOver, Stopwatch.GetTimestamp());
            return false;
        }

        _last = new(will, broker, IsPolite: false, Stopwatch.GetTimestamp());
        link.Reset();
        if (world.Phase == Phase.Load && random.Next(3) == 0) return false;
        _last = null;
        world.History.OnVanished(will.Message);
        while (!world.History.IsReceived(will.Message)) await Task.Delay(10, world.Stop);
        return true;
    }

    private async Task<bool> ConnAckAsync(Link link, Endpoint broker)
    {
        var isAccepted = false;
        while (!isAccepted)
        {
            var goesOn = await link.ReadAsync((header, body) =>
            {
                if (broker.IsOver)
                {
                    link.Reset(); // another program may have the port of a dead one
                    return;
                }

                var packet = Packets.ReadConnAck(header, body, client.Version);
                link.IsAccepted = true;
                _session.OnConnAck(packet.SessionPresent);
                isAccepted = true;
            }, world.Stop);
            if (!goesOn) return false;
        }

        if (_last?.IsWithdrawn(broker) == true) world.History.OnWithdrawn(_last.Will.Message);
        _last = null;
        return true;
    }

    private async Task EndAsync(Link link)
    {
        PacketHandler refuse = (header, _) => throw new ProtocolException($"the broker sent {header.Type}");
        while (await link.ReadAsync(refuse, world.Stop)) { }
    }

    /// <summary>How the last connection ended.</summary>
    private sealed record Parting(WillToLeave Will, Endpoint Broker, bool IsPolite, long At)
    {
        /// <summary>The will may not come any more, now that the client is back.</summary>
        public bool IsWithdrawn(Endpoint now) => IsPolite
            ? now == Broker
            : Stopwatch.GetElapsedTime(At) < TimeSpan.FromSeconds(Will.DelaySeconds) - Margin;
    }
}
