namespace Heliograph.Crash.Clients;

/// <summary>A broker that can be connected to, until it is killed or all its connections are cut.</summary>
internal sealed class Endpoint(int port)
{
    private readonly Lock _lock = new();
    private readonly List<Link> _links = [];
    private bool _isOver;

    /// <summary>Whatever its clients see from now on is our doing.</summary>
    public bool IsOver
    {
        get { lock (_lock) return _isOver; }
    }

    public int Port => port;

    /// <returns>Null when nobody listens there.</returns>
    public async Task<Link?> ConnectAsync(CancellationToken stop)
    {
        if (IsOver || await Link.TryOpenAsync(port, stop) is not { } link) return null;
        lock (_lock)
        {
            if (!_isOver)
            {
                _links.RemoveAll(one => one.IsDisposed);
                _links.Add(link);
                return link;
            }
        }

        link.Dispose();
        return null;
    }

    /// <summary>Call before the broker is killed.</summary>
    public void End()
    {
        lock (_lock) _isOver = true;
    }

    /// <summary>Ends all connections at once, as a broken network does.</summary>
    /// <remarks>
    /// One that waits for its CONNACK goes on until that has come: the broker might read its CONNECT after that of the
    /// client's next connection, and would have to take it for the younger one.
    /// </remarks>
    public void Cut()
    {
        End();
        lock (_lock)
        {
            foreach (var link in _links.Where(link => link.IsAccepted)) link.Reset();
        }
    }
}
