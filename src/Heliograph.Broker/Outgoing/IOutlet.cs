namespace Heliograph.Broker.Outgoing;

/// <summary>The edge's end of one connection. Called at the end of a batch or a tick, under no lock; must not block.</summary>
public interface IOutlet
{
    /// <summary>There may be bytes to take and write: drain the connection.</summary>
    void Flush();

    /// <summary>A connection that was held may go on: offer the unread input again.</summary>
    void Resume();
}
