namespace Heliograph.Server.Listeners;

/// <summary>
/// Flushes that are put off while one thread handles what came from many connections, so that what all of it brings to a
/// connection is sent at once. That thread's own.
/// </summary>
/// <remarks>
/// The engine asks once for a flush of a connection until its bytes are taken, so there is about one here for each connection
/// that the turn touched. Whoever owns the turn ends it before long: till then nothing of this leaves.
/// </remarks>
internal sealed class LateFlushes
{
    [ThreadStatic]
    private static LateFlushes? _ofThread;

    private readonly List<ClientConnection> _asked = [];

    /// <summary>Those of this thread; null on a thread that takes no turns, where each flush is done at once.</summary>
    public static LateFlushes? OfThread => _ofThread;

    /// <summary>This thread takes turns from now on.</summary>
    public static LateFlushes Begin() => _ofThread = new();

    public void Add(ClientConnection connection) => _asked.Add(connection);

    /// <summary>The turn is over.</summary>
    public void Flush()
    {
        for (var at = 0; at < _asked.Count; at++) _asked[at].FlushNow(); // by index: a flush may ask for another
        _asked.Clear();
    }
}
