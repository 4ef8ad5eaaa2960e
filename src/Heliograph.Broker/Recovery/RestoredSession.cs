using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Recovery;

/// <summary>A session while it is rebuilt.</summary>
internal sealed class RestoredSession(Session session)
{
    private RestoredQueue? _queue;

    public Session Session { get; } = session;

    /// <summary>Made when something is put into it or looked for.</summary>
    public RestoredQueue Queue => _queue ??= new(Session.Outbound.Queue.Deliveries);

    /// <summary>Its connection was there when the journal ended.</summary>
    public bool IsAttached { get; set; }
}
