using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Microsoft.AspNetCore.Connections;

namespace Heliograph.Server.Local;

/// <summary>A subscription of the program: a client over a <see cref="MemoryConnection"/>, so that the bounds and rules of clients hold for it.</summary>
internal sealed class LocalSubscription(
    MemoryConnection connection, string clientId, string filter, SubscribeOptions options, Func<bool> isStopping)
    : ILocalSubscription
{
    private readonly ArrayBufferWriter<byte> _answers = new();
    private readonly HashSet<ushort> _open = []; // QoS 2: seen, and not released yet
    private readonly PipeReader _input = PipeReader.Create(connection.Client, new(leaveOpen: true));
    private Task _serving = Task.CompletedTask;
    private bool _isGranted;
    private bool _isEnding; // the broker listens no more; what it has said last may be unread
    private volatile bool _isDisposed;
    private (ReasonCode Code, string Reason)? _goodbye;

    public string Filter => filter;

    /// <summary>Connects and subscribes; ends when the subscription is in force.</summary>
    /// <param name="serve">The broker's side of the connection.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ArgumentException">The broker refuses the filter.</exception>
    /// <exception cref="InvalidOperationException">The broker refuses the program, or stops.</exception>
    public async Task OpenAsync(Func<ConnectionContext, Task> serve, CancellationToken stop)
    {
        _serving = connection.RunAsync(serve);
        try
        {
            WriteConnect();
            await FlushAsync(stop);
            while (!_isGranted)
                if (await NextAsync(stop) is null) throw new InvalidOperationException("The broker has closed the connection before the subscription was in force: it is stopping.");
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<ReceivedMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken stop = default)
    {
        while (await NextAsync(stop) is { } came)
            if (came.Message is { } message) yield return message;
        if (_isDisposed || isStopping() || _goodbye is { Code: ReasonCode.ServerShuttingDown }) yield break;
        var why = _goodbye is { } goodbye ? $"{goodbye.Code}{goodbye.Reason}" : "without a word";
        throw new IOException($"The broker has ended the subscription to '{filter}': {why}. Its events say more; subscribe again.");
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await connection.Client.DisposeAsync();
        await _serving;
    }

    // Null when the connection has ended, cut or not.
    private async ValueTask<Arrival?> NextAsync(CancellationToken stop)
    {
        try
        {
            return await ReadAsync(stop);
        }
        catch (IOException)
        {
            return null;
        }
        catch (InvalidOperationException) when (_isDisposed)
        {
            return null;
        }
    }

    // One packet; null when the connection has ended. What was answered to the packets before is sent first.
    private async ValueTask<Arrival?> ReadAsync(CancellationToken stop)
    {
        await FlushAsync(stop);
        while (true)
        {
            var read = await _input.ReadAsync(stop);
            var unread = read.Buffer;
            var isTaken = TryTake(ref unread, out var message);
            _input.AdvanceTo(unread.Start, isTaken ? unread.Start : unread.End);
            if (isTaken) return new(message);
            if (read.IsCompleted) return null;
        }
    }

    // Null for a packet that is none of the reader's.
    private bool TryTake(ref ReadOnlySequence<byte> unread, out ReceivedMessage? message)
    {
        message = null;
        var frames = new FrameReader(unread);
        try
        {
            if (frames.TryPeek(int.MaxValue, out var head, out var body) != FrameStatus.Complete) return false;
            message = Handle(head.Header, body);
            frames.Advance(head);
            unread = frames.Unread;
            return true;
        }
        finally
        {
            frames.Dispose();
        }
    }

    private ReceivedMessage? Handle(FixedHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case PacketType.ConnAck:
                if (!ConnAck.TryRead(body, ProtocolVersion.V5, out var accepted).IsNone || accepted.Code != 0)
                    throw new InvalidOperationException($"The broker refuses the program: {(ReasonCode)accepted.Code}{Reason(accepted.Properties)}.");
                WriteSubscribe();
                return null;
            case PacketType.SubAck:
                CheckGranted((ReasonCode)body[^1], body);
                return null;
            case PacketType.PubRel:
                if (Acknowledgement.TryRead(body, PacketType.PubRel, ProtocolVersion.V5, out var released).IsNone)
                {
                    _open.Remove(released.PacketId);
                    Answer(PacketType.PubComp, released.PacketId);
                }

                return null;
            case PacketType.Publish:
                return Publish.TryRead(body, header.Flags, ProtocolVersion.V5, PropertySite.PublishToClient, out var packet).IsNone ? Receive(packet) : null;
            case PacketType.Disconnect:
                if (Disconnect.TryRead(body, ProtocolVersion.V5, PropertySite.DisconnectToClient, out var goodbye).IsNone) _goodbye = (goodbye.Code, Reason(goodbye.Properties));
                return null;
            default:
                return null;
        }
    }

    private ReceivedMessage? Receive(in Publish packet)
    {
        if (packet.QoS == QoS.AtLeastOnce) Answer(PacketType.PubAck, packet.PacketId);
        if (packet.QoS != QoS.ExactlyOnce) return LocalMessages.Received(packet);
        Answer(PacketType.PubRec, packet.PacketId);
        return _open.Add(packet.PacketId) ? LocalMessages.Received(packet) : null;
    }

    private void CheckGranted(ReasonCode code, ReadOnlySpan<byte> body)
    {
        if (code < ReasonCode.UnspecifiedError)
        {
            _isGranted = true;
            return;
        }

        var reader = new WireReader(body[2..]);
        var why = PropertyBlock.TryRead(ref reader, PropertySite.SubAck, out var properties).IsNone ? Reason(properties) : "";
        throw new ArgumentException($"The broker refuses the subscription to '{filter}': {code}{why}.");
    }

    private static string Reason(PropertyBlock properties) =>
        properties.TryFind(PropertyId.ReasonString, out var reason) ? $", {Encoding.UTF8.GetString(reason.Value)}" : "";

    private void WriteConnect()
    {
        var properties = new PropertyWriter(stackalloc byte[16]);
        properties.Add(PropertyId.ReceiveMaximum, options.InflightMax);
        new Connect { Version = ProtocolVersion.V5, CleanStart = true, ClientId = Encoding.UTF8.GetBytes(clientId), Properties = properties.Block }.Write(_answers);
        properties.Dispose();
    }

    private void WriteSubscribe()
    {
        var entries = new ArrayBufferWriter<byte>();
        var handling = options.WantsRetained ? RetainHandling.Send : RetainHandling.DoNotSend;
        SubscribeEntries.Append(entries, Encoding.UTF8.GetBytes(filter), new(options.QoS, retainHandling: handling));
        new Subscribe { PacketId = 1, Payload = entries.WrittenSpan }.Write(_answers, ProtocolVersion.V5);
    }

    private void Answer(PacketType type, ushort packetId) =>
        new Acknowledgement { Type = type, PacketId = packetId }.Write(_answers, ProtocolVersion.V5);

    private async ValueTask FlushAsync(CancellationToken stop)
    {
        if (_answers.WrittenCount == 0 || _isEnding) return;
        try
        {
            await connection.Client.WriteAsync(_answers.WrittenMemory, stop);
        }
        catch (IOException)
        {
            _isEnding = true;
        }

        _answers.ResetWrittenCount();
    }

    // Null for a packet that is none of the reader's.
    private readonly record struct Arrival(ReceivedMessage? Message);
}
