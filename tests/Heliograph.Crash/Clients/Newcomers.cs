using Heliograph.Mqtt;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Clients;

/// <summary>New clients all the time, each with a persistent session that it leaves; the latest ones must find theirs again.</summary>
internal sealed class Newcomers(World world, string name)
{
    private const int KeptMax = 8;
    private readonly Queue<ClientSettings> _kept = [];
    private Endpoint? _visited;
    private int _count;
    private volatile bool _isResting;

    public bool IsSettled => _isResting;

    public async Task RunAsync()
    {
        while (true)
        {
            _isResting = true;
            await world.LoadAsync();
            _isResting = false;
            while (world.Phase == Phase.Load) await StepAsync(await world.BrokerAsync());
        }
    }

    private async Task StepAsync(Endpoint broker)
    {
        if (broker != _visited && !await TryVisitAsync(broker)) return;
        if (_kept.Count == KeptMax) await ConnectAsync(broker, _kept.Dequeue() with { CleanStart = true, SessionExpirySeconds = 0 });
        var client = new ClientSettings($"{name}{++_count}", ProtocolVersion.V5);
        if (await ConnectAsync(broker, client) is null) return;
        _kept.Enqueue(client);
        world.History.OnSessionMade();
    }

    /// <summary>All that are kept come back once.</summary>
    private async Task<bool> TryVisitAsync(Endpoint broker)
    {
        foreach (var client in _kept)
        {
            if (await ConnectAsync(broker, client) is not { } isPresent) return false;
            if (!isPresent)
                world.History.Report(Laws.Session, $"{client.Name} came back in life {world.History.Life}: session present is 0");
        }

        _visited = broker;
        return true;
    }

    /// <returns>Session Present; null when there was no CONNACK.</returns>
    private async Task<bool?> ConnectAsync(Endpoint broker, ClientSettings client)
    {
        using var link = await broker.ConnectAsync(world.Stop);
        if (link is null) return null;
        Packets.WriteConnect(link.Output, client);
        await link.FlushAsync(world.Stop);
        bool? isPresent = null;
        try
        {
            while (isPresent is null)
            {
                var goesOn = await link.ReadAsync(
                    (header, body) => isPresent = Packets.ReadConnAck(header, body, client.Version).SessionPresent, world.Stop);
                if (!goesOn) break;
            }
        }
        catch (ProtocolException broken)
        {
            world.History.Report(Laws.Standard, $"{client.Name}: {broken.Message}");
        }

        if (broker.IsOver) return null; // another program may have the port of a dead one
        if (isPresent is null) world.History.Report(Laws.Connection, $"{client.Name} got no CONNACK");
        return isPresent;
    }
}
