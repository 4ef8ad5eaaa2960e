namespace Heliograph.Server.Listeners.Epoll;

/// <summary>A loop for each processor; connections are given to them in turn. Dispose when no connection is left.</summary>
internal sealed class EpollLoops : IDisposable
{
    private readonly EpollLoop[] _loops = [.. Enumerable.Range(1, Environment.ProcessorCount).Select(number => new EpollLoop(number))];
    private int _last;

    /// <summary>The loop of the next connection.</summary>
    public EpollLoop Next() => _loops[(uint)Interlocked.Increment(ref _last) % _loops.Length];

    public void Dispose()
    {
        foreach (var loop in _loops) loop.Dispose();
    }
}
