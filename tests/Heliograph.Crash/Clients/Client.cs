using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Crash.Clients;

/// <summary>A client with a persistent session: connects, works, leaves or loses its connection, and comes back.</summary>
internal sealed class Client
{
    private readonly World _world;
    private readonly ClientSettings _settings;
    private readonly IRole _role;
    private readonly Random _random;
    private readonly SessionMemory _session;
    private volatile Link? _link;
    private volatile bool _isConnected;
    private string _farewell = "";

    public Client(World world, ClientSettings settings, IRole role, Random random)
    {
        _world = world;
        _settings = settings;
        _role = role;
        _random = random;
        _session = new(world.History, settings.Name);
        world.OnPhase(() => _link?.Wake());
    }

    public string Name => _settings.Name;
    public bool IsConnected => _isConnected;
    public bool IsSettled => _isConnected && _role.IsSettled;

    /// <summary>Goes on until the run stops.</summary>
    public async Task RunAsync()
    {
        while (!_world.Stop.IsCancellationRequested)
        {
            var broker = await _world.BrokerAsync();
            using var link = await broker.ConnectAsync(_world.Stop);
            var hasLeft = link is not null && await ServeAsync(link, broker);
            if (!hasLeft && broker.IsOver) continue;
            if (!hasLeft) _world.History.Report(Laws.Connection, $"{Name} lost its connection. {_farewell}");
            await _world.PauseAsync(TimeSpan.FromMilliseconds(_random.Next(_settings.AwayMillisecondsMax)));
        }
    }

    /// <returns>True when the client has left; false when the connection was lost.</returns>
    private async Task<bool> ServeAsync(Link link, Endpoint broker)
    {
        _farewell = "";
        _link = link;
        try
        {
            Packets.WriteConnect(link.Output, _settings);
            await link.FlushAsync(_world.Stop);
            while (await link.ReadAsync((header, body) => OnPacket(link, broker, header, body), _world.Stop))
            {
                if (!_isConnected) continue;
                if (_world.Phase == Phase.Load && _settings.Pace > TimeSpan.Zero) await _world.PauseAsync(_settings.Pace);
                if (_world.Phase == Phase.Load && _random.Next(1_000) < _settings.LeavesPerMille)
                {
                    await LeaveAsync(link);
                    return true;
                }

                _role.Work(link.Output);
                await link.FlushAsync(_world.Stop);
            }

            return false;
        }
        catch (ProtocolException broken)
        {
            _world.History.Report(Laws.Standard, $"{Name}: {broken.Message}");
            return true;
        }
        finally
        {
            _isConnected = false;
            _link = null;
        }
    }

    private void OnPacket(Link link, Endpoint broker, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (!_isConnected)
        {
            if (broker.IsOver)
            {
                link.Reset(); // another program may have the port of a dead one
                return;
            }

            var packet = Packets.ReadConnAck(header, body, _settings.Version);
            link.IsAccepted = true;
            if (!_session.OnConnAck(packet.SessionPresent)) _role.Forget();
            _role.OnConnected(link.Output);
            _isConnected = true;
        }
        else if (header.Type == PacketType.Disconnect)
        {
            _farewell = Packets.DescribeDisconnect(body, _settings.Version);
        }
        else
        {
            _role.OnPacket(link.Output, header, body);
        }
    }

    // Politely or not, with the answers to what it has just read or without.
    private async Task LeaveAsync(Link link)
    {
        var way = _random.Next(4);
        if (way < 2) _role.Work(link.Output);
        if (way == 0) Packets.WriteDisconnect(link.Output, _settings.Version);
        await link.FlushAsync(_world.Stop);
        if (way % 2 == 1) link.Reset();
    }
}
