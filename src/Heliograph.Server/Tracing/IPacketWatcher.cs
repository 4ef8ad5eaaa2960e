using System.Net;
using Heliograph.Broker.Connections;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Server.Tracing;

/// <summary>Is told of every connection, and of its packets while it asks for them. Any thread; must not block.</summary>
internal interface IPacketWatcher
{
    /// <summary>Whether packets are asked for. Read for each batch of them: nothing is done for a watcher that says no.</summary>
    bool IsOn { get; }

    /// <summary>A connection has come in, and no packet yet.</summary>
    /// <param name="peer">The client's end, as people know it.</param>
    /// <param name="local">The broker's end.</param>
    void OnOpened(string peer, EndPoint? local);

    /// <summary>One whole packet: it was handled, or goes to the network.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="header">Its first byte.</param>
    /// <param name="body">What follows the remaining length. Borrowed for the time of the call.</param>
    /// <param name="topic">Of a PUBLISH, its alias resolved as far as it is known; else empty.</param>
    /// <param name="isIncoming">Whether the client sent it.</param>
    void OnPacket(Connection connection, FixedHeader header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> topic, bool isIncoming);
}
