using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Recovery;

/// <summary>A session while it is rebuilt.</summary>
internal sealed class RestoredSession(Session session)
{
    public Session Session { get; } = session;

    public RestoredQueue Queue { get; } = new(session.Outbound.Queue.Deliveries);

    /// <summary>Its connection was there when the journal ended.</summary>
    public bool IsAttached { get; set; }
}
