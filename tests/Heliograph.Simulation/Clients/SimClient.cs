using System.Buffers;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;
using Heliograph.Simulation.Model;
using Heliograph.Simulation.World;

namespace Heliograph.Simulation.Clients;

/// <summary>A client that does what the standard asks of one: its half of the session outlives its connections.</summary>
/// <remarks>Acknowledgements wait until <see cref="SendAnswers"/>: late, but in the order that section 4.6 demands.</remarks>
public sealed partial class SimClient(string id)
{
    private readonly List<OutgoingPublish> _outgoing = [];
    private readonly HashSet<ushort> _received = [];
    private readonly HashSet<ushort> _requests = [];
    private readonly Dictionary<string, ushort> _aliases = [];
    private readonly ByteQueue _nowhere = new();
    private ModelSession? _session;
    private bool _hasForgotten;
    private ushort _lastPacketId;
    private int _quota;
    private int _quotaUsed;
    private int _aliasMaximum;

    public string Id { get; } = id;

    public SimConnection? Connection { get; private set; }

    public ConnectFields? Asked { get; private set; }

    /// <summary>CONNACK has come on the present connection.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>QoS 1 and 2 publishes that are not finished.</summary>
    public int OutgoingCount => _outgoing.Count;

    /// <summary>SUBSCRIBE and UNSUBSCRIBE that wait for their answers.</summary>
    public int RequestCount => _requests.Count;

    /// <summary>Opens a connection; an older one that still stands is taken over.</summary>
    public void Connect(SimConnection connection, ConnectFields fields)
    {
        // Whoever has forgotten its half of the session must not resume it.
        if (_hasForgotten) fields = fields with { CleanStart = true, ExpirySeconds = fields.IsV5 ? fields.ExpirySeconds : 0 };
        _hasForgotten = fields.CleanStart;
        Connection = connection;
        Asked = fields;
        IsConnected = false;
        if (fields.CleanStart) Forget();
        ForgetConnection();
        ClientPackets.WriteConnect(connection.Up, fields);
    }

    /// <summary>The connection is gone, as far as the client can tell.</summary>
    public void OnLost(SimConnection connection)
    {
        if (Connection != connection) return;
        Connection = null;
        IsConnected = false;
    }

    public void Disconnect(ReasonCode code, uint? expirySeconds)
    {
        ClientPackets.WriteDisconnect(Out, Asked!.Version, code, expirySeconds);
        Connection!.IsClosedByClient = true;
        OnLost(Connection);
    }

    public void Ping() => Mqtt.Packets.Ping.WriteRequest(Out);

    public void Publish(OutgoingPublish publish)
    {
        if (publish.QoS == QoS.AtMostOnce)
        {
            WritePublish(publish);
            return;
        }

        publish.PacketId = FreePacketId();
        _outgoing.Add(publish);
        SendPublishes();
    }

    public void Subscribe(IReadOnlyList<(string Filter, SubscriptionOptions Options)> filters, uint? subscriptionId)
    {
        var packetId = FreePacketId();
        _requests.Add(packetId);
        ClientPackets.WriteSubscribe(Out, Asked!.Version, packetId, filters, subscriptionId);
    }

    public void Unsubscribe(string filter)
    {
        var packetId = FreePacketId();
        _requests.Add(packetId);
        ClientPackets.WriteUnsubscribe(Out, Asked!.Version, packetId, filter);
    }

    /// <summary>Takes every whole packet that has arrived.</summary>
    public void Receive(SimConnection connection, ByteQueue arrived)
    {
        var input = new ReadOnlySequence<byte>(arrived.Memory);
        while (Connection == connection
            && Frame.TryTake(ref input, FixedHeader.RemainingLengthMax, out var frame) == FrameStatus.Complete)
            OnPacket(frame.Header, frame.Body.FirstSpan);
        arrived.Consume(arrived.Length - input.Length);
    }

    // Bytes written after a cut go nowhere, though the client does not know it yet.
    private ByteQueue Out
    {
        get
        {
            _nowhere.Clear();
            return Connection is { IsCut: false } connection ? connection.Up : _nowhere;
        }
    }

    private ushort FreePacketId()
    {
        do _lastPacketId = _lastPacketId == 40 ? (ushort)1 : (ushort)(_lastPacketId + 1); // a short circle, reused early
        while (_requests.Contains(_lastPacketId) || _outgoing.Exists(one => one.PacketId == _lastPacketId));
        return _lastPacketId;
    }

    /// <summary>Whether a packet id is left for one more request or publish.</summary>
    public bool HasFreePacketId => _outgoing.Count + _requests.Count < 30;

    // In the order of the first transmission [MQTT-4.6.0-1], as the broker's Receive Maximum allows.
    private void SendPublishes()
    {
        if (!IsConnected) return;
        foreach (var publish in _outgoing)
        {
            if (publish.IsSentHere) continue;
            if (publish.IsReceived)
            {
                publish.IsSentHere = true;
                ClientPackets.WriteAnswer(Out, Asked!.Version, PacketType.PubRel, publish.PacketId);
                continue;
            }

            if (_quotaUsed >= _quota) return;
            _quotaUsed++;
            publish.HoldsQuota = true;
            WritePublish(publish);
            publish.IsSentHere = publish.WasSent = true;
        }
    }

    private void WritePublish(OutgoingPublish publish)
    {
        ushort alias = 0;
        var isNew = true;
        if (_aliases.TryGetValue(publish.Topic, out alias)) isNew = false;
        else if (_aliases.Count < _aliasMaximum) alias = _aliases[publish.Topic] = (ushort)(_aliases.Count + 1);
        ClientPackets.WritePublish(Out, Asked!.Version, publish, isNew ? publish.Topic : "", alias);
    }

    private void Forget()
    {
        _outgoing.Clear();
        _received.Clear();
        _session = null;
    }

    private void ForgetConnection()
    {
        _requests.Clear();
        _aliases.Clear();
        _pubAcks.Clear();
        _pubRecs.Clear();
        _pubRels.Clear();
        _pubComps.Clear();
        _quotaUsed = 0;
        foreach (var publish in _outgoing) publish.IsSentHere = publish.HoldsQuota = false;
    }
}
