namespace Heliograph.Broker.Sessions;

/// <summary>One QoS 1 or 2 delivery that has been sent and not finished.</summary>
internal struct InflightDelivery
{
    public required QueuedDelivery Delivery;
    public required ushort PacketId;
    public required DeliveryStage Stage;

    /// <summary>Counts against the client's Receive Maximum on this connection [MQTT-4.9.0-2].</summary>
    public bool HoldsQuota;

    /// <summary>Must be sent again on this connection, when the quota allows.</summary>
    public bool AwaitsResend;
}

/// <summary>The deliveries in flight to one client, in the order of their first transmission [MQTT-4.6.0-1].</summary>
/// <remarks>
/// A ring: packet ids are given in order and answers mostly come in order, so that finding one looks at few entries.
/// Finished entries in the middle stay until those before them are finished too.
/// </remarks>
internal sealed class InflightWindow
{
    private InflightDelivery[] _ring = [];
    private int _head;
    private int _length; // entries in the ring, finished ones included
    private ushort _lastPacketId;

    /// <summary>Unfinished deliveries.</summary>
    public int Count { get; private set; }

    /// <summary>Deliveries that count against the Receive Maximum.</summary>
    public int QuotaUsed { get; private set; }

    /// <summary>Entries to walk with <see cref="At"/>; finished ones have stage Done.</summary>
    public int Length => _length;

    public ref InflightDelivery At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    /// <summary>Adds a delivery under a fresh packet id [MQTT-2.2.1-4].</summary>
    public ref InflightDelivery Add(in QueuedDelivery delivery, DeliveryStage stage)
    {
        if (_length == _ring.Length) Grow();
        _lastPacketId = NextPacketId();
        ref var entry = ref At(_length++);
        entry = new() { Delivery = delivery, PacketId = _lastPacketId, Stage = stage, HoldsQuota = true };
        Count++;
        QuotaUsed++;
        return ref entry;
    }

    /// <summary>The place of a packet id, or -1 when nothing is in flight under it.</summary>
    public int IndexOf(ushort packetId)
    {
        for (var i = 0; i < _length; i++)
        {
            ref var entry = ref At(i);
            if (entry.PacketId == packetId && entry.Stage != DeliveryStage.Done) return i;
        }

        return -1;
    }

    /// <summary>Marks an entry as sent on this connection.</summary>
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
        entry.HoldsQuota = entry.AwaitsResend = false;
        entry.Stage = DeliveryStage.Done;
        entry.Delivery = default;
        Count--;
        while (_length > 0 && At(0).Stage == DeliveryStage.Done)
        {
            _head = (_head + 1) & (_ring.Length - 1);
            _length--;
        }
    }

    /// <summary>A new connection: nothing has been sent on it yet [MQTT-4.4.0-1].</summary>
    public void Restart()
    {
        QuotaUsed = 0;
        for (var i = 0; i < _length; i++)
        {
            ref var entry = ref At(i);
            entry.HoldsQuota = false;
            entry.AwaitsResend = entry.Stage != DeliveryStage.Done;
        }
    }

    private ushort NextPacketId()
    {
        var next = _lastPacketId;
        do next = next == ushort.MaxValue ? (ushort)1 : (ushort)(next + 1);
        while (MayBeInUse(next) && IndexOf(next) >= 0);
        return next;
    }

    // Ids are given in a circle, so those in use lie on the arc from the oldest to the newest; only when the arc has
    // closed can a next id be taken.
    private bool MayBeInUse(ushort next)
    {
        if (_length == 0) return false;
        var oldest = At(0).PacketId;
        var newest = At(_length - 1).PacketId;
        return oldest <= newest ? next >= oldest && next <= newest : next >= oldest || next <= newest;
    }

    private void Grow()
    {
        var larger = new InflightDelivery[Math.Max(4, 2 * _ring.Length)];
        for (var i = 0; i < _length; i++) larger[i] = At(i);
        _ring = larger;
        _head = 0;
    }
}
