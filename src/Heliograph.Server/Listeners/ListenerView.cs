using System.Net;
using Heliograph.Server.Listeners.Gates;

namespace Heliograph.Server.Listeners;

/// <summary>Whether a listener listens.</summary>
internal enum ListenerState : byte
{
    Listening,

    /// <summary>Someone stopped it.</summary>
    Stopped,

    /// <summary>Its address could not be bound.</summary>
    Failed,
}

/// <summary>One listener as people see it.</summary>
/// <param name="Options">As configured.</param>
/// <param name="EndPoint">Where it listens, or would.</param>
/// <param name="State">Whether it does.</param>
/// <param name="Problem">Why it failed; null unless it did.</param>
/// <param name="Connections">Open now.</param>
/// <param name="HandshakesWaiting">Handshakes of TLS that wait for their turns.</param>
/// <param name="Counts">What came there since the start of the server.</param>
internal sealed record ListenerView(
    ListenerOptions Options, EndPoint EndPoint, ListenerState State, string? Problem, int Connections, int HandshakesWaiting, GateCounts Counts)
{
    /// <summary>Connections that came since the start of the server.</summary>
    public long Accepted => Counts.Accepted;
}
