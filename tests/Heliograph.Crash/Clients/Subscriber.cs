using Heliograph.Crash.Ledger;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Crash.Clients;

/// <summary>Subscribes once and for all, and acknowledges what comes.</summary>
internal sealed class Subscriber(World world, ClientSettings client, Inbox inbox, QoS qos, params string[] filters) : IRole
{
    private readonly Incoming _incoming = new(world.History, inbox, client.Version);
    private readonly Requests _requests = new(world.History, inbox, client.Version);
    private readonly string _prefix = inbox.Group is null ? "" : $"$share/{inbox.Group}/";
    private volatile int _settledStep = -1;

    public bool IsSettled => _settledStep == world.Step;

    public void OnConnected(Link link)
    {
        _incoming.OnConnected();
        _requests.OnConnected(link);
    }

    public void Forget()
    {
        _incoming.Forget();
        _requests.Forget();
    }

    public void OnPacket(Link link, FixedHeader header, ReadOnlySpan<byte> body) =>
        Deliveries.OnPacket(_incoming, _requests, header, body, client.Version);

    public void Work(Link link)
    {
        var step = world.Step;
        if (_requests.Held.Count + _requests.PendingCount == 0)
        {
            foreach (var filter in filters) _requests.Subscribe(link, _prefix, filter, qos);
        }

        _incoming.Answer(link);
        _settledStep = _requests.Held.Count == filters.Length ? step : -1;
    }
}
