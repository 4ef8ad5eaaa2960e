using Microsoft.Extensions.Logging;

namespace Heliograph.Server.Memory;

/// <summary>Keeps the process within its memory: tells the engine when it nears the ceiling, and when it is well below again.</summary>
/// <remarks>
/// A ceiling that was asked for is also the collector's: it then collects earlier and gives memory back, rather than take
/// more. What counts is what the last collection found in the heap; buffers and the runtime itself have a reserve beside it.
/// </remarks>
internal sealed partial class MemoryWatch
{
    /// <summary>The least ceiling: an idle broker with its runtime.</summary>
    public const long BytesMin = 64_000_000;

    private const long ReserveBytesMax = 128L << 20;

    private static readonly TimeSpan CollectionPeriod = TimeSpan.FromSeconds(5);

    private readonly Broker.Broker _broker;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MemoryBounds _bounds;
    private readonly Func<long> _heapBytes;
    private long _collectedAt;

    /// <param name="broker">Whom to tell.</param>
    /// <param name="bytesMax">The ceiling; 0 for three quarters of what there is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where to say so.</param>
    /// <param name="heapBytes">What the heap holds; null asks the collector.</param>
    public MemoryWatch(Broker.Broker broker, long bytesMax, TimeProvider time, ILogger logger, Func<long>? heapBytes = null)
    {
        (_broker, _time, _logger) = (broker, time, logger);
        _heapBytes = heapBytes ?? (static () => GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes);
        var ceiling = bytesMax > 0 ? Math.Max(bytesMax, BytesMin) : GC.GetGCMemoryInfo(GCKind.Any).TotalAvailableMemoryBytes / 4 * 3;
        var heapMax = ceiling - Math.Min(ceiling / 4, ReserveBytesMax);
        _bounds = new(ceiling, heapMax / 100 * 85, heapMax / 100 * 75);
        if (bytesMax > 0 && heapBytes is null) LimitHeap(heapMax);
    }

    /// <summary>Bytes that the process may use.</summary>
    public long Ceiling => _bounds.Ceiling;

    /// <summary>Looks, and says so when it changes. Call often: some megabytes come and go within a second.</summary>
    public void Look()
    {
        var bytes = _heapBytes();
        if (!_broker.IsShortOfMemory && bytes > _bounds.ShortAbove)
        {
            _broker.IsShortOfMemory = true;
            _collectedAt = _time.GetTimestamp();
            LogShort(bytes >> 20, _bounds.Ceiling >> 20);
        }
        else if (_broker.IsShortOfMemory && bytes < _bounds.EnoughBelow)
        {
            _broker.IsShortOfMemory = false;
            LogEnough(bytes >> 20);
        }
        else if (_broker.IsShortOfMemory && _time.GetElapsedTime(_collectedAt) >= CollectionPeriod)
        {
            // While little is taken, little is allocated, and nobody else would find out what has been let go.
            _collectedAt = _time.GetTimestamp();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }

    private static void LimitHeap(long bytes)
    {
        AppContext.SetData("GCHeapHardLimit", (ulong)bytes);
        GC.RefreshMemoryLimit();
    }

    [LoggerMessage(LogLevel.Warning, "short of memory: {MegaBytes} MiB are in use of memory_max = {Ceiling} MiB; messages that must be stored, new sessions and new subscriptions are refused until queues have drained")]
    private partial void LogShort(long megaBytes, long ceiling);

    [LoggerMessage(LogLevel.Information, "there is memory again: {MegaBytes} MiB are in use")]
    private partial void LogEnough(long megaBytes);

    private readonly record struct MemoryBounds(long Ceiling, long ShortAbove, long EnoughBelow);
}
