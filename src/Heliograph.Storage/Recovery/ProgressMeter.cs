namespace Heliograph.Storage.Recovery;

/// <summary>Tells how far a recovery has come, about twice a second.</summary>
internal sealed class ProgressMeter(Action<RecoveryProgress>? receiver, long bytesTotal)
{
    private const int RecordsBetweenLooks = 4096; // looking at the clock costs more than a record
    private const long MillisecondsBetween = 500;

    private long _told = Environment.TickCount64;
    private long _records;

    /// <summary>One more record was replayed.</summary>
    public void Count(long bytesDone)
    {
        if (++_records % RecordsBetweenLooks != 0 || receiver is null) return;
        var now = Environment.TickCount64;
        if (now - _told < MillisecondsBetween) return;
        _told = now;
        receiver(new(bytesDone, bytesTotal, _records));
    }

    /// <summary>All is read.</summary>
    public void Finish() => receiver?.Invoke(new(bytesTotal, bytesTotal, _records));
}
