using System.Buffers;
using Heliograph.Mqtt.Wire;
using Heliograph.Simulation.World;
using Heliograph.Tests.Common.Clients;
using Heliograph.Tests.Common.Ledger;

namespace Heliograph.Simulation.PowerCuts;

/// <summary>A client's end of its connections, of which it has one at a time.</summary>
internal sealed class Line(PowerCutWorld world, IPeer peer)
{
    private readonly ByteQueue _nowhere = new();
    private LineConnection? _connection;
    private string _farewell = "";
    private bool _hasConnAck;

    public IPeer Peer { get; } = peer;

    public bool IsOpen => _connection is not null;

    /// <summary>CONNACK has come on the present connection, and the client has not said goodbye.</summary>
    public bool IsAccepted => _hasConnAck && _connection is { IsClosedByClient: false };

    /// <summary>Nothing is on its way, in either direction.</summary>
    public bool IsIdle => _connection is null or { Up.Length: 0, Input.Length: 0, Down.Length: 0, WantsFlush: false, OwesWritten: false };

    /// <summary>What is written to it is sent. After a cut it goes nowhere, though the client does not know it yet.</summary>
    public IBufferWriter<byte> Output
    {
        get
        {
            _nowhere.Clear();
            return _connection is { IsCut: false } connection ? connection.Up : _nowhere;
        }
    }

    public void Connect(in ClientSettings client, WillToLeave? will = null)
    {
        (_farewell, _hasConnAck) = ("", false);
        _connection = world.Edge.Open(this, client.Version);
        Packets.WriteConnect(_connection.Up, client, will);
    }

    /// <summary>The client is gone without a word; what was in transit is lost.</summary>
    public void Vanish()
    {
        var connection = _connection;
        connection?.Cut();
        OnLost(connection);
    }

    /// <summary>The client has said goodbye and closes its end: what it sent still arrives.</summary>
    public void Close() => _connection!.IsClosedByClient = true;

    /// <summary>Takes every whole packet that has arrived.</summary>
    public void Receive(LineConnection connection)
    {
        var input = new ReadOnlySequence<byte>(connection.Arrived.Memory);
        try
        {
            while (_connection == connection
                && Frame.TryTake(ref input, FixedHeader.RemainingLengthMax, out var frame) == FrameStatus.Complete)
                OnPacket(connection, frame.Header, frame.Body.FirstSpan);
        }
        catch (ProtocolException broken)
        {
            world.History.Report(Laws.Standard, $"{Peer.Name}: {broken.Message}");
        }

        connection.Arrived.Consume(connection.Arrived.Length - input.Length);
    }

    /// <summary>The client learns that a connection is gone; it may have another by now.</summary>
    public void OnLost(LineConnection? connection)
    {
        if (connection is null || _connection != connection) return;
        if (connection is { IsCut: false, IsClosedByClient: false })
            world.History.Report(Laws.Connection, $"{Peer.Name} lost its connection. {_farewell}");
        _connection = null;
        Peer.OnLost(connection.IsClosedByBroker);
    }

    public override string ToString() => _connection is not { } open
        ? "no connection"
        : $"connection {open.Number}, CONNACK {_hasConnAck}, cut {open.IsCut}, closed {open.IsClosedByClient}, suspended {open.IsSuspended}, "
            + $"{open.Up.Length} bytes up, {open.Input.Length} unread, {open.Down.Length} down";

    private void OnPacket(LineConnection connection, FixedHeader header, ReadOnlySpan<byte> body)
    {
        if (!_hasConnAck)
        {
            var packet = Packets.ReadConnAck(header, body, connection.Version);
            _hasConnAck = true;
            Peer.OnConnAck(packet.SessionPresent);
        }
        else if (header.Type == PacketType.Disconnect)
        {
            _farewell = Packets.DescribeDisconnect(body, connection.Version);
        }
        else
        {
            Peer.OnPacket(header, body);
        }
    }
}
