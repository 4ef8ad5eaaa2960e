using System.Buffers;
using Heliograph.Broker.Counters;
using Heliograph.Broker.Events;
using Heliograph.Broker.Journal;
using Heliograph.Broker.Outgoing;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Connections;

/// <summary>How the input of a connection stands after a batch.</summary>
public enum InputStatus : byte
{
    /// <summary>Every whole packet was handled; read more.</summary>
    NeedMore,

    /// <summary>Wait: for <see cref="Connection.PendingAuthentication"/>, for <see cref="Connection.PendingPublish"/>, for <see cref="Connection.PausedUntil"/>, or for <see cref="IOutlet.Resume"/>.</summary>
    Suspended,

    /// <summary>The connection has ended; write what is left and close.</summary>
    Closed,
}

/// <summary>Takes a connection's input apart and hands each packet to the room that decides about it.</summary>
internal sealed class PacketHandler(
    IJournal journal, Connecting connecting, Authenticating authenticating, Publishing publishing, Acknowledging acknowledging,
    Subscribing subscribing, Unsubscribing unsubscribing, Ending ending)
{
    /// <summary>The largest packet taken before CONNECT is accepted: there is no reason for a large one.</summary>
    private const int FirstPacketBytesMax = 400_000;

    /// <summary>Handles all whole packets at the front of the input.</summary>
    public InputStatus Handle(Connection connection, ref ReadOnlySequence<byte> input, Batch batch)
    {
        var frames = new FrameReader(input);
        try
        {
            return Handle(connection, ref frames, batch);
        }
        finally
        {
            input = frames.Unread;
            frames.Dispose();
        }
    }

    private InputStatus Handle(Connection connection, ref FrameReader frames, Batch batch)
    {
        connection.IsHeld = false;
        EndPause(connection, batch.Now);
        while (!connection.Link.IsClosing && connection.State != ConnectionState.Closed)
        {
            if (connection.State == ConnectionState.Authenticating) return InputStatus.Suspended;
            if (connection.PendingPublish is not null) return InputStatus.Suspended;
            if (connection.Link.IsSwamped || journal.IsSwamped)
            {
                connection.IsHeld = true; // whoever does not read the answers asks no more questions, nor faster than a disk
                return InputStatus.Suspended;
            }

            var status = frames.TryPeek(PacketBytesMax(connection), out var head, out var body);
            if (status == FrameStatus.NeedMore) return CheckEarly(connection, head, batch);
            if (connection.Pace is not null && IsPaused(connection, head.Header.Type, batch)) return InputStatus.Suspended;
            if (status != FrameStatus.Complete)
            {
                OnBadFrame(connection, status, head.Header, batch);
                break;
            }

            var length = head.PacketBytes;
            if (!IsHandledAhead(connection, head.Header) && !HandlePacket(connection, head.Header, body, batch))
            {
                if (connection.PendingPublish is null) Hold(connection, batch.Now);
                HandleAhead(connection, frames.Unread.Slice(length), length, batch);
                return connection.Link.IsClosing ? InputStatus.Closed : InputStatus.Suspended;
            }

            connection.HeldSince = Instant.Never;
            connection.BytesAhead = Math.Max(0, connection.BytesAhead - length);
            batch.Counters.Add(Counter.BytesReceived, length);
            connection.Link.Traffic.Received(length, head.Header.Type == PacketType.Publish);
            batch.Counters.AddReceived(head.Header.Type);
            connection.Pace?.OnHandled(batch.Now, head.Header.Type == PacketType.Publish, length);
            connection.LastPacketAt = batch.Now;
            frames.Advance(head);
        }

        return InputStatus.Closed;
    }

    private static void Hold(Connection connection, Instant now)
    {
        connection.IsHeld = true;
        if (connection.HeldSince == Instant.Never) connection.HeldSince = now;
    }

    // The time it was left alone does not count as its silence.
    private static void EndPause(Connection connection, Instant now)
    {
        if (connection.PausedUntil is null) return;
        connection.PausedUntil = null;
        connection.LastPacketAt = now;
    }

    private static bool IsPaused(Connection connection, PacketType next, Batch batch)
    {
        var pause = connection.Pace!.Pause(batch.Now, next == PacketType.Publish, out var cause);
        if (pause == TimeSpan.Zero) return false;
        connection.PausedUntil = batch.Now + pause;
        batch.Counters.Add(Counter.ReadsPaused);
        if (connection.TryTellPace(batch.Now))
            connection.Tell(EventKind.Slowed, ReasonCode.MessageRateTooHigh, $"{cause}: it is read as fast as that and no faster, and loses nothing", default, batch);
        return true;
    }

    // While a publish is held, the client's answers behind it are heard: they are what makes room, in its own queue or, when
    // two clients publish to each other, in the other's. Their order among publishes is free [MQTT-4.6.0-2].
    private void HandleAhead(Connection connection, ReadOnlySequence<byte> behind, long offset, Batch batch)
    {
        var frames = new FrameReader(behind);
        while (!connection.Link.IsClosing && frames.TryPeek(PacketBytesMax(connection), out var head, out var body) == FrameStatus.Complete)
        {
            if (offset >= connection.BytesAhead && IsAnswer(head.Header)) HandlePacket(connection, head.Header, body, batch);
            offset += head.PacketBytes;
            connection.BytesAhead = Math.Max(connection.BytesAhead, offset);
            frames.Advance(head);
        }

        frames.Dispose();
    }

    private static bool IsHandledAhead(Connection connection, FixedHeader header) => connection.BytesAhead > 0 && IsAnswer(header);

    private static bool IsAnswer(FixedHeader header) =>
        header.Type is PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp or PacketType.PingReq;

    private static int PacketBytesMax(Connection connection) => connection.State == ConnectionState.Connected
        ? connection.Announced.PacketBytesMax
        : FirstPacketBytesMax;

    private static string PacketBytesMaxName(Connection connection) => connection.State == ConnectionState.Connected
        ? "maximum_packet_size"
        : "the most that is taken before CONNACK";

    // The first byte tells enough to refuse what never becomes valid, before its body is waited for.
    private InputStatus CheckEarly(Connection connection, in FrameHead head, Batch batch)
    {
        if (head.Bytes == 0) return InputStatus.NeedMore; // not even one byte is there
        if (connection.State == ConnectionState.AwaitConnect && head.Header.Type != PacketType.Connect)
        {
            ending.Close(connection, ReasonCode.ProtocolError, FirstPacketCause(head.Header), batch);
            return InputStatus.Closed;
        }

        return InputStatus.NeedMore;
    }

    private const byte TlsHandshake = 0x16; // RFC 8446, section 5.1

    private static string FirstPacketCause(FixedHeader header) => header.Octet is >= (byte)'A' and <= (byte)'Z'
        ? "an HTTP request came to where only MQTT is spoken [MQTT-3.1.0-1]"
        : "the first packet is not CONNECT [MQTT-3.1.0-1]";

    private void OnBadFrame(Connection connection, FrameStatus status, FixedHeader header, Batch batch)
    {
        if (connection.State == ConnectionState.AwaitConnect && header.Type != PacketType.Connect)
            ending.Close(connection, ReasonCode.ProtocolError, FirstPacketCause(header), batch);
        else if (status == FrameStatus.TooLarge)
            ending.Close(connection, ReasonCode.PacketTooLarge,
                $"{header.Type}: the packet is larger than {PacketBytesMaxName(connection)} = {PacketBytesMax(connection)} [MQTT-3.2.2-15]", batch);
        else
            ending.Close(connection, ReasonCode.MalformedPacket, "the remaining length is not a variable byte integer [MQTT-1.5.5-1]", batch);
    }

    private bool HandlePacket(Connection connection, FixedHeader header, ReadOnlySpan<byte> body, Batch batch)
    {
        if (connection.State == ConnectionState.AwaitConnect)
        {
            OnFirst(connection, header, body, batch);
            return true;
        }

        var violation = header.Check(connection.Version);
        if (violation.IsNone && connection.State == ConnectionState.Exchanging
            && header.Type is not (PacketType.Auth or PacketType.Disconnect))
            violation = Violation.Protocol("only AUTH or DISCONNECT may come before CONNACK [MQTT-3.1.2-30]");
        var isTaken = true;
        if (violation.IsNone) violation = Dispatch(connection, header, body, batch, out isTaken);
        if (!violation.IsNone) ending.Close(connection, violation.Code, violation.What, batch);
        return isTaken;
    }

    private void OnFirst(Connection connection, FixedHeader header, ReadOnlySpan<byte> body, Batch batch)
    {
        if (header.Type != PacketType.Connect)
            ending.Close(connection, ReasonCode.ProtocolError, FirstPacketCause(header), batch);
        else if (header.Flags != 0)
            ending.Close(connection, ReasonCode.MalformedPacket, header.Octet == TlsHandshake && !body.IsEmpty
                ? "the hello of TLS came to where it is not spoken, or a CONNECT whose reserved flags are set [MQTT-2.1.3-1]"
                : "CONNECT: reserved flags of the fixed header are set [MQTT-2.1.3-1]", batch);
        else
            connecting.OnConnect(connection, body, batch);
    }

    private Violation Dispatch(
        Connection connection, FixedHeader header, ReadOnlySpan<byte> body, Batch batch, out bool isTaken)
    {
        isTaken = true;
        var version = connection.Version;
        Violation violation;
        switch (header.Type)
        {
            case PacketType.Publish:
                violation = Publish.TryRead(body, header.Flags, version, PropertySite.PublishToServer, out var publish);
                if (violation.IsNone) isTaken = publishing.OnPublish(connection, publish, batch);
                return violation;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                violation = Acknowledgement.TryRead(body, header.Type, version, out var acknowledgement);
                if (violation.IsNone) acknowledging.OnAcknowledgement(connection, acknowledgement, batch);
                return violation;
            case PacketType.Subscribe:
                violation = Subscribe.TryRead(body, version, out var subscribe);
                if (violation.IsNone) subscribing.OnSubscribe(connection, subscribe, batch);
                return violation;
            case PacketType.Unsubscribe:
                violation = Unsubscribe.TryRead(body, version, out var unsubscribe);
                if (violation.IsNone) unsubscribing.OnUnsubscribe(connection, unsubscribe, batch);
                return violation;
            case PacketType.PingReq:
                violation = Ping.Check(body);
                if (violation.IsNone) AnswerPing(connection, batch);
                return violation;
            case PacketType.Disconnect:
                violation = Disconnect.TryRead(body, version, PropertySite.DisconnectToServer, out var disconnect);
                if (violation.IsNone) OnDisconnect(connection, disconnect, batch);
                return violation;
            case PacketType.Auth:
                violation = Auth.TryRead(body, fromClient: true, out var auth);
                if (violation.IsNone) OnAuth(connection, auth, batch);
                return violation;
            case PacketType.Connect:
                return Violation.Protocol("a second CONNECT [MQTT-3.1.0-2]");
            default:
                return Violation.Protocol("a packet type that only the server sends");
        }
    }

    private void OnDisconnect(Connection connection, in Disconnect packet, Batch batch)
    {
        if (connection.State == ConnectionState.Connected) ending.OnDisconnect(connection, packet, batch);
        else ending.Close(connection, packet.Code, "the client sent DISCONNECT before CONNACK", batch);
    }

    private void OnAuth(Connection connection, in Auth packet, Batch batch)
    {
        if (connection.State == ConnectionState.Exchanging) connecting.OnAuth(connection, packet, batch);
        else authenticating.OnAuth(connection, packet, batch);
    }

    private static void AnswerPing(Connection connection, Batch batch)
    {
        using (connection.Link.Enter())
        {
            if (connection.Link.IsClosing) return;
            Ping.WriteResponse(connection.Link.Outbox);
            batch.Touch(connection.Link);
        }

        batch.Counters.AddSent(PacketType.PingResp);
    }
}
