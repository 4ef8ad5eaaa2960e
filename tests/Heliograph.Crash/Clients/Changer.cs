using Heliograph.Crash.Ledger;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Crash.Clients;

/// <summary>Subscribes and unsubscribes all the time; each SUBACK and UNSUBACK is awaited before the next change.</summary>
internal sealed class Changer(
    World world, ClientSettings client, Inbox inbox, QoS qos, string[] filters, Random random) : IRole
{
    private readonly Incoming _incoming = new(world.History, inbox, client.Version);
    private readonly Requests _requests = new(world.History, inbox, client.Version);
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
        if (world.Phase == Phase.Load)
        {
            foreach (var filter in filters) Change(link, filter);
        }

        _incoming.Answer(link);
        _settledStep = _requests.PendingCount == 0 ? step : -1;
    }

    // A subscription that the broker has lost would catch nothing: it is kept, and is missing something in the end.
    private void Change(Link link, string filter)
    {
        if (_requests.IsChanging(filter)) return;
        if (_requests.Held.Find(interest => interest.Filter == filter) is not { } held)
            _requests.Subscribe(link, "", filter, qos);
        else if (held.HasCaught && random.Next(5) == 0)
            _requests.Unsubscribe(link, held);
    }
}
