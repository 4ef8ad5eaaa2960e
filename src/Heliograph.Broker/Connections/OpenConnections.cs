using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Connections;

/// <summary>The network connections there are. Read without a lock.</summary>
internal sealed class OpenConnections
{
    private readonly Lock _writer = new();
    private SlotList<Connection> _connections;

    /// <summary>Those at this moment; what is null is none. One that is there all the while is among them.</summary>
    public ReadOnlySpan<Connection?> Items => _connections.Items;

    public void Add(Connection connection)
    {
        lock (_writer) _connections.Add(connection);
    }

    /// <summary>One that was added. Once.</summary>
    public void Remove(Connection connection)
    {
        lock (_writer) _connections.Remove(connection);
    }
}
