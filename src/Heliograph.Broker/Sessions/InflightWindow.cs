namespace Heliograph.Broker.Sessions;

/// <summary>One QoS 1 or 2 delivery that has been sent and not finished.</summary>
internal struct InflightDelivery
{
    public required QueuedDelivery Delivery;
    public required ushort PacketId;

    /// <summary>Done when the packet id is free.</summary>
    public required DeliveryStage Stage;

    /// <summary>Counts against the client's Receive Maximum on this connection [MQTT-4.9.0-2].</summary>
    public bool HoldsQuota;

    /// <summary>Must be sent again on this connection, when the quota allows.</summary>
    public bool AwaitsResend;

    /// <summary>The places before and after it in the order of first transmission; -1 at the ends.</summary>
    public int Earlier;

    public int Later;
}

/// <summary>The deliveries in flight to one client, in the order of their first transmission [MQTT-4.6.0-1].</summary>
/// <remarks>
/// The delivery with packet id n stands at place n - 1: so an id is never given twice [MQTT-2.2.1-4], an answer finds its
/// delivery at once in whatever order answers come, and memory is what was in flight at most. The used places form one
/// chain in the order of transmission, the free ones another, used again in the order in which they became free.
/// </remarks>
internal sealed class InflightWindow
{
    private const int None = -1;

    private InflightDelivery[] _places = [];
    private int _newest = None;
    private int _firstFree = None;
    private int _lastFree = None;

    /// <summary>Unfinished deliveries.</summary>
    public int Count { get; private set; }

    /// <summary>Deliveries that count against the Receive Maximum.</summary>
    public int QuotaUsed { get; private set; }

    /// <summary>The place of the delivery sent first, or -1.</summary>
    public int Oldest { get; private set; } = None;

    /// <summary>The delivery at a place, as <see cref="Oldest"/>, its Later, or <see cref="IndexOf"/> give it.</summary>
    public ref InflightDelivery At(int place) => ref _places[place];

    /// <summary>Adds a delivery under a packet id that is free. At most 65,535 fit.</summary>
    public ref InflightDelivery Add(in QueuedDelivery delivery, DeliveryStage stage)
    {
        if (_firstFree == None) Grow();
        var place = _firstFree;
        ref var entry = ref _places[place];
        _firstFree = entry.Later;
        if (_firstFree == None) _lastFree = None;
        entry = new()
        {
            Delivery = delivery,
            PacketId = (ushort)(place + 1),
            Stage = stage,
            HoldsQuota = true,
            Earlier = _newest,
            Later = None,
        };
        if (_newest == None) Oldest = place;
        else _places[_newest].Later = place;
        _newest = place;
        Count++;
        QuotaUsed++;
        return ref entry;
    }

    /// <summary>The place of a packet id, or -1 when nothing is in flight under it.</summary>
    public int IndexOf(ushort packetId) =>
        packetId > 0 && packetId <= _places.Length && _places[packetId - 1].Stage != DeliveryStage.Done ? packetId - 1 : None;

    /// <summary>Marks a delivery as sent on this connection.</summary>
    public void TakeQuota(ref InflightDelivery entry)
    {
        entry.HoldsQuota = true;
        entry.AwaitsResend = false;
        QuotaUsed++;
    }

    /// <summary>Ends a delivery: its packet id is free again.</summary>
    public void Finish(ref InflightDelivery entry)
    {
        if (entry.HoldsQuota) QuotaUsed--;
        if (entry.Earlier == None) Oldest = entry.Later;
        else _places[entry.Earlier].Later = entry.Later;
        if (entry.Later == None) _newest = entry.Earlier;
        else _places[entry.Later].Earlier = entry.Earlier;
        Count--;
        Free(entry.PacketId - 1);
    }

    /// <summary>A new connection: nothing has been sent on it yet [MQTT-4.4.0-1].</summary>
    public void Restart()
    {
        QuotaUsed = 0;
        for (var at = Oldest; at != None; at = _places[at].Later)
        {
            _places[at].HoldsQuota = false;
            _places[at].AwaitsResend = true;
        }
    }

    private void Grow()
    {
        var before = _places.Length;
        Invariant.Check(before < ushort.MaxValue, "more deliveries are in flight than there are packet ids");
        Array.Resize(ref _places, Math.Clamp(2 * before, 8, ushort.MaxValue));
        for (var place = before; place < _places.Length; place++) Free(place);
    }

    private void Free(int place)
    {
        _places[place] = new() { Delivery = default, PacketId = 0, Stage = DeliveryStage.Done, Later = None };
        if (_lastFree == None) _firstFree = place;
        else _places[_lastFree].Later = place;
        _lastFree = place;
    }
}
