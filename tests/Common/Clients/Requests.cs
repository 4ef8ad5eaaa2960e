using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Tests.Common.Clients;

/// <summary>SUBSCRIBE and UNSUBSCRIBE of a session, one filter each; asked on each connection until answered.</summary>
internal sealed class Requests(History history, Inbox inbox, ProtocolVersion version)
{
    private readonly Dictionary<ushort, Request> _pending = [];
    private ushort _lastId;

    /// <summary>The subscriptions that were granted and are not being given up.</summary>
    public List<Interest> Held { get; } = [];

    public int PendingCount => _pending.Count;

    public bool IsChanging(string filter) => _pending.Values.Any(request => request.Interest.Filter == filter);

    /// <param name="output">Where to.</param>
    /// <param name="prefix">What stands before the filter of a shared subscription, or nothing.</param>
    /// <param name="filter">Which topics.</param>
    /// <param name="qos">The highest QoS wanted, and to be granted.</param>
    public void Subscribe(IBufferWriter<byte> output, string prefix, string filter, QoS qos) =>
        Ask(output, new(history.OnSubscribing(inbox, filter, qos), prefix, IsEnding: false));

    public void Unsubscribe(IBufferWriter<byte> output, Interest interest)
    {
        Held.Remove(interest);
        history.OnUnsubscribing(interest);
        Ask(output, new(interest, "", IsEnding: true));
    }

    public void OnConnected(IBufferWriter<byte> output)
    {
        foreach (var (id, request) in _pending)
        {
            request.IsRepeated = true;
            Write(output, id, request);
        }
    }

    /// <summary>Nothing is subscribed to any more, and nothing is awaited.</summary>
    public void Forget()
    {
        _pending.Clear();
        Held.Clear();
    }

    public void OnAnswer(in SubscriptionAcknowledgement packet)
    {
        if (!_pending.Remove(packet.PacketId, out var request) || request.IsEnding != (packet.Type == PacketType.UnsubAck))
            throw new ProtocolException($"{packet.Type} {packet.PacketId} answers nothing");
        if (request.IsEnding)
        {
            if (packet.Codes is [>= ReasonCode.UnspecifiedError, ..]) Refuse(packet.Codes[0]);
            if (packet.Codes is [ReasonCode.NoSubscriptionExisted, ..] && !request.IsRepeated)
                history.Report(Laws.Subscription, $"{inbox} was told that it had no subscription {request.Interest}");
            history.OnUnsubscribed(request.Interest);
            return;
        }

        if (packet.Codes[0] != (ReasonCode)request.Interest.QoS) Refuse(packet.Codes[0]);
        history.OnSubscribed(request.Interest);
        Held.Add(request.Interest);

        void Refuse(ReasonCode code) => history.Report(Laws.Refused,
            $"{inbox}: {(request.IsEnding ? "UNSUBSCRIBE" : "SUBSCRIBE")} {request.Interest} was answered 0x{(int)code:X2}");
    }

    private void Ask(IBufferWriter<byte> output, Request request)
    {
        do _lastId++;
        while (_lastId == 0 || _pending.ContainsKey(_lastId));
        _pending[_lastId] = request;
        Write(output, _lastId, request);
    }

    private void Write(IBufferWriter<byte> output, ushort id, Request request)
    {
        var filter = request.Prefix + request.Interest.Filter;
        if (request.IsEnding) Packets.WriteUnsubscribe(output, version, id, filter);
        else Packets.WriteSubscribe(output, version, id, filter, request.Interest.QoS);
    }

    private sealed record Request(Interest Interest, string Prefix, bool IsEnding)
    {
        /// <summary>It was asked on an earlier connection too: the broker may have done it already.</summary>
        public bool IsRepeated { get; set; }
    }
}
