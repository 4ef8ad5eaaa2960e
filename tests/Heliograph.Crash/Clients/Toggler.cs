using Heliograph.Crash.Ledger;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Crash.Clients;

/// <summary>
/// Subscribes and unsubscribes filters on which nothing is published, in any state: UNSUBACK of 5.0 tells whether there was
/// a subscription, and that must be what was last acknowledged.
/// </summary>
/// <remarks>A SUBACK that other packets accompany waits for the journal with them. These ones wait by themselves.</remarks>
internal sealed class Toggler(World world, ClientSettings client, Random random) : IRole
{
    private const int FilterCount = 30, PendingMax = 4;
    private readonly bool?[] _isSubscribed = Fresh(); // null: a request was on its way when the connection ended
    private readonly Dictionary<ushort, (int Filter, bool IsSubscribe)> _pending = [];
    private volatile int _settledStep = -1;
    private ushort _lastId;

    public bool IsSettled => _settledStep == world.Step;

    public void OnConnected(Link link)
    {
        foreach (var (filter, _) in _pending.Values) _isSubscribed[filter] = null;
        _pending.Clear();
    }

    public void Forget()
    {
        _pending.Clear();
        Fresh().CopyTo(_isSubscribed, 0);
    }

    public void OnPacket(Link link, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Type is not (PacketType.SubAck or PacketType.UnsubAck))
            throw new ProtocolException($"the broker sent {header.Type}, and nothing is published there");
        OnAnswer(Packets.ReadSubscriptionAnswer(header, body, client.Version));
    }

    public void Work(Link link)
    {
        var step = world.Step;
        while (world.Phase == Phase.Load && _pending.Count < PendingMax) Ask(link);
        _settledStep = _pending.Count == 0 ? step : -1;
    }

    private void OnAnswer(in SubscriptionAcknowledgement packet)
    {
        if (!_pending.Remove(packet.PacketId, out var request) || request.IsSubscribe != (packet.Type == PacketType.SubAck))
            throw new ProtocolException($"{packet.Type} {packet.PacketId} answers nothing");
        ref var isSubscribed = ref _isSubscribed[request.Filter];
        var code = packet.Codes[0];
        if (code >= ReasonCode.UnspecifiedError)
            world.History.Report(Laws.Refused, $"{client.Name}: {packet.Type} says 0x{(int)code:X2}");
        else if (!request.IsSubscribe && isSubscribed is { } was && was == (code == ReasonCode.NoSubscriptionExisted))
            world.History.Report(Laws.Subscription, $"{client.Name} {(was ? "had" : "had not")} subscribed to "
                + $"q/{request.Filter} in life {world.History.Life}; now UNSUBACK says 0x{(int)code:X2}");
        isSubscribed = request.IsSubscribe;
        world.History.OnToggled();
    }

    private void Ask(Link link)
    {
        var filter = random.Next(FilterCount);
        if (_pending.Values.Any(request => request.Filter == filter)) return;
        _lastId = (ushort)(_lastId % 1_000 + 1); // far more than are pending
        var isSubscribe = random.Next(2) == 0;
        _pending[_lastId] = (filter, isSubscribe);
        if (isSubscribe) Packets.WriteSubscribe(link.Output, client.Version, _lastId, $"q/{filter}", QoS.AtLeastOnce);
        else Packets.WriteUnsubscribe(link.Output, client.Version, _lastId, $"q/{filter}");
    }

    private static bool?[] Fresh() => [.. Enumerable.Repeat<bool?>(false, FilterCount)];
}
