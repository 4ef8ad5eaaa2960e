using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>
/// Subscribes to a row of filters on which nothing is published, unsubscribes from all of them, and again. UNSUBACK of 5.0
/// tells whether there was a subscription: that must be what was last acknowledged. Each connection begins with asking so.
/// </summary>
/// <remarks>
/// A SUBACK that deliveries accompany waits for the journal with them, even if it would not wait by itself. These have no
/// company, nor SUBACK and UNSUBACK of each other.
/// </remarks>
internal sealed class Toggler(Course course, ClientSettings client) : IRole
{
    private const int FilterCount = 30, PendingMax = 8;
    private readonly bool?[] _isSubscribed = Fresh(); // null: a request was on its way when the connection ended
    private readonly Dictionary<ushort, int> _pending = []; // packet id, filter
    private volatile int _settledStep = -1;
    private bool _subscribes;
    private int _nextFilter;
    private ushort _lastId;

    public bool IsSettled => _settledStep == course.Step;

    public void OnConnected(IBufferWriter<byte> output)
    {
        foreach (var filter in _pending.Values) _isSubscribed[filter] = null;
        _pending.Clear();
        (_subscribes, _nextFilter) = (false, 0);
    }

    public void Forget()
    {
        _pending.Clear();
        Fresh().CopyTo(_isSubscribed, 0);
    }

    public void OnPacket(IBufferWriter<byte> output, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Type != (_subscribes ? PacketType.SubAck : PacketType.UnsubAck))
            throw new ProtocolException($"{header.Type} answers nothing");
        OnAnswer(Packets.ReadSubscriptionAnswer(header, body, client.Version));
    }

    public void Work(IBufferWriter<byte> output)
    {
        var step = course.Step;
        if (_nextFilter == FilterCount && _pending.Count == 0) (_subscribes, _nextFilter) = (!_subscribes, 0);
        if (course.Phase == Phase.Load)
        {
            while (_nextFilter < FilterCount && _pending.Count < PendingMax) Ask(output, _nextFilter++);
        }

        _settledStep = _pending.Count == 0 ? step : -1;
    }

    private void Ask(IBufferWriter<byte> output, int filter)
    {
        _lastId = (ushort)(_lastId % 1_000 + 1); // far more than are pending
        _pending[_lastId] = filter;
        if (_subscribes) Packets.WriteSubscribe(output, client.Version, _lastId, $"q/{filter}", QoS.AtLeastOnce);
        else Packets.WriteUnsubscribe(output, client.Version, _lastId, $"q/{filter}");
    }

    private void OnAnswer(in SubscriptionAcknowledgement packet)
    {
        if (!_pending.Remove(packet.PacketId, out var filter))
            throw new ProtocolException($"{packet.Type} {packet.PacketId} answers nothing");
        var code = packet.Codes[0];
        if (code >= ReasonCode.UnspecifiedError)
            course.History.Report(Laws.Refused, $"{client.Name}: {packet.Type} says 0x{(int)code:X2}");
        else if (!_subscribes && _isSubscribed[filter] is { } was && was == (code == ReasonCode.NoSubscriptionExisted))
            course.History.Report(Laws.Subscription, $"UNSUBACK said 0x{(int)code:X2} in life {course.History.Life}, "
                + $"but {client.Name} {(was ? "had" : "did not have")} a subscription to q/{filter}");
        _isSubscribed[filter] = _subscribes;
        course.History.OnToggled();
    }

    private static bool?[] Fresh() => [.. Enumerable.Repeat<bool?>(false, FilterCount)];
}
