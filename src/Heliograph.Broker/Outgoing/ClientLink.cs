using Heliograph.Broker.Counters;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Outgoing;

/// <summary>The outgoing half of one live connection: its buffer, and what its client can take.</summary>
/// <remarks>
/// Guarded by its gate: the link itself until it belongs to a session, from then on that session, so that a session's
/// state and the bytes that announce it change together (law L3). Take the session's lock, or <see cref="Enter"/>.
/// </remarks>
internal sealed class ClientLink(IOutlet outlet, SegmentPool segments)
{
    private volatile object? _gate;
    private volatile bool _isClosing;
    private bool _isFlushRequested;
    private bool _isCounted;
    private LinkTraffic _traffic;

    public IOutlet Outlet { get; } = outlet;
    public Outbox Outbox { get; } = new(segments);
    public ProtocolVersion Version { get; set; } = ProtocolVersion.None;

    /// <summary>When the client was accepted.</summary>
    public Instant ConnectedAt { get; set; }

    /// <summary>In force; 0 for none.</summary>
    public ushort KeepAliveSeconds { get; set; }

    /// <summary>What the connection has carried. Read without the gate, for people.</summary>
    public ref LinkTraffic Traffic => ref _traffic;

    /// <summary>The client's Maximum Packet Size; larger packets are never sent to it [MQTT-3.1.2-24].</summary>
    public uint PacketBytesMax { get; set; } = uint.MaxValue;

    /// <summary>QoS 1 and 2 deliveries at once: the client's Receive Maximum and our own bound [MQTT-4.9.0-1].</summary>
    public int InflightMax { get; set; } = ushort.MaxValue;

    /// <summary>Bytes of such deliveries from which on no further one is sent.</summary>
    public long InflightBytesMax { get; set; } = long.MaxValue;

    /// <summary>Pending bytes above which the client counts as slow.</summary>
    public int PendingBytesMax { get; set; } = int.MaxValue;

    /// <summary>Whether reason strings and user properties may be sent beside PUBLISH, CONNACK, DISCONNECT [MQTT-3.1.2-29].</summary>
    public bool WantsProblemInformation { get; set; } = true;

    /// <summary>What its topics have in front for the rest of the broker; null for nothing.</summary>
    public byte[]? Mount { get; set; }

    /// <summary>Whether the client is told in words why it is closed.</summary>
    public bool IsTold { get; set; } = true;

    /// <summary>Null when the client allows no aliases [MQTT-3.1.2-27].</summary>
    public OutgoingAliases? Aliases { get; set; }

    /// <summary>PUBACKs appended and not yet taken by a drain: the client cannot have read them.</summary>
    public int UntakenPubAcks { get; set; }

    /// <summary>Nothing more is appended: a DISCONNECT stands last, or the connection is gone.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Whether the client reads too slowly for what it is sent (law L6).</summary>
    public bool IsCongested => Outbox.PendingBytes >= PendingBytesMax;

    /// <summary>
    /// Whether even answers have piled up, so that nothing more may be read from this client. A hint without the gate.
    /// </summary>
    public bool IsSwamped => Outbox.PendingBytes / 2 >= PendingBytesMax;

    /// <summary>Whether the link waits for the journal; guarded by whoever keeps the waiting ones.</summary>
    public bool IsAwaitingJournal { get; set; }

    /// <summary>Takes the gate, whichever it is now. Dispose what is given to leave it.</summary>
    public Entered Enter()
    {
        while (true)
        {
            var gate = _gate ?? this;
            Monitor.Enter(gate);
            if (gate == (_gate ?? this)) return new(gate);
            Monitor.Exit(gate); // it moved to its session meanwhile
        }
    }

    /// <summary>Hands the link to a session, whose lock the caller holds. At most once.</summary>
    /// <returns>False when the link has been closed meanwhile.</returns>
    public bool TryMoveTo(object session)
    {
        lock (this)
        {
            if (IsClosing) return false;
            _gate = session;
            return true;
        }
    }

    /// <summary>Notes that bytes were appended. Call under the gate.</summary>
    /// <returns>True when nobody has promised to flush yet: the caller's batch must.</returns>
    public bool TryRequestFlush()
    {
        if (_isFlushRequested) return false;
        return _isFlushRequested = true;
    }

    /// <summary>It counts as a connected client until it is closed. Call under the gate, once.</summary>
    public void CountConnected(Batch batch)
    {
        _isCounted = true;
        batch.Counters.Add(Level.ClientsConnected, 1);
    }

    /// <summary>Stops further output. Call under the gate.</summary>
    public void Close(Batch batch)
    {
        if (_isCounted) batch.Counters.Add(Level.ClientsConnected, -1);
        _isCounted = false;
        _isClosing = true;
        _isFlushRequested = false; // the outlet must hear of the end even while its drain is stuck
    }

    /// <summary>Takes what may leave; see <see cref="Outbox.Take"/>. Any thread.</summary>
    public Lsn Take(Lsn durable, out OutgoingBytes taken, out bool isLast)
    {
        using var entered = Enter();
        _isFlushRequested = false;
        var waitsFor = Outbox.Take(durable, out taken);
        if (!taken.IsEmpty) UntakenPubAcks = 0;
        isLast = IsClosing && Outbox.PendingBytes == 0;
        return waitsFor;
    }

    /// <summary>The gate while it is held.</summary>
    public readonly ref struct Entered(object gate)
    {
        public void Dispose() => Monitor.Exit(gate);
    }
}
