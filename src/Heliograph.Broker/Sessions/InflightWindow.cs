namespace Heliograph.Broker.Sessions;

/// <summary>One QoS 1 or 2 delivery that has been sent and not finished.</summary>
internal struct InflightDelivery
{
    public required QueuedDelivery Delivery;

    /// <summary>0 where there is no delivery.</summary>
    public required ushort PacketId;
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
/// Packet ids go up by one and begin again after 65,535. A delivery stands at the place that its id has in a table whose
/// size is a power of two, so that an answer finds it at once in whatever order answers come; an id whose place is taken is
/// passed over, so none is given twice [MQTT-2.2.1-4]. The used places form a chain in the order of transmission.
/// </remarks>
internal sealed class InflightWindow
{
    private const int None = -1;

    /// <summary>Of whoever has none: stays empty.</summary>
    public static InflightWindow Empty { get; } = new();

    private InflightDelivery[] _places = [];
    private int _newest = None;
    private ushort _lastPacketId;

    /// <summary>Unfinished deliveries.</summary>
    public int Count { get; private set; }

    /// <summary>Deliveries that there is memory for.</summary>
    public int Capacity => _places.Length;

    /// <summary>Deliveries that count against the Receive Maximum.</summary>
    public int QuotaUsed { get; private set; }

    /// <summary>The place of the delivery sent first, or -1.</summary>
    public int Oldest { get; private set; } = None;

    /// <summary>The delivery at a place, as <see cref="Oldest"/>, its Later, or <see cref="IndexOf"/> give it.</summary>
    public ref InflightDelivery At(int place) => ref _places[place];

    /// <summary>Adds a delivery under a packet id that is free. At most 65,535 fit.</summary>
    public ref InflightDelivery Add(in QueuedDelivery delivery, DeliveryStage stage)
    {
        Invariant.Check(Count < ushort.MaxValue, "more deliveries are in flight than there are packet ids");
        if (4 * Count >= 3 * _places.Length && _places.Length <= ushort.MaxValue) Grow();
        _lastPacketId = NextPacketId();
        var entry = new InflightDelivery { Delivery = delivery, PacketId = _lastPacketId, Stage = stage, HoldsQuota = true };
        Count++;
        QuotaUsed++;
        return ref Append(entry);
    }

    /// <summary>Puts a delivery back under the packet id that it was sent with, behind those that are there.</summary>
    public void Restore(in QueuedDelivery delivery, DeliveryStage stage, ushort packetId)
    {
        while (_places.Length == 0 || _places[PlaceOf(packetId)].PacketId != 0) Grow();
        _lastPacketId = packetId;
        Append(new() { Delivery = delivery, PacketId = packetId, Stage = stage });
        Count++;
    }

    /// <summary>The place of a packet id, or -1 when nothing is in flight under it.</summary>
    public int IndexOf(ushort packetId)
    {
        var place = PlaceOf(packetId);
        return packetId > 0 && Count > 0 && _places[place].PacketId == packetId ? place : None;
    }

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
        entry = default;
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

    private int PlaceOf(ushort packetId) => packetId & (_places.Length - 1);

    private ushort NextPacketId()
    {
        var next = _lastPacketId;
        do next = next == ushort.MaxValue ? (ushort)1 : (ushort)(next + 1);
        while (_places[PlaceOf(next)].PacketId != 0);
        return next;
    }

    private ref InflightDelivery Append(scoped in InflightDelivery entry)
    {
        var place = PlaceOf(entry.PacketId);
        _places[place] = entry;
        _places[place].Earlier = _newest;
        _places[place].Later = None;
        if (_newest == None) Oldest = place;
        else _places[_newest].Later = place;
        _newest = place;
        return ref _places[place];
    }

    // Ids that differ at the old size differ at the new one, so everything finds its place.
    private void Grow()
    {
        Invariant.Check(this != Empty, "a delivery is put into the window that stays empty");
        var (before, oldest) = (_places, Oldest);
        _places = new InflightDelivery[Math.Max(8, 2 * before.Length)];
        Oldest = _newest = None;
        for (var at = oldest; at != None; at = before[at].Later) Append(before[at]);
    }
}
