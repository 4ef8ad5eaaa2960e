using Heliograph.Broker;
using Heliograph.Broker.Journal;

namespace Heliograph.Server.Tests.Listeners;

/// <summary>A journal that is durable as far as the test says.</summary>
internal sealed class LateJournal : IJournal
{
    private long _appended;
    private long _durable;

    public long Appended => Volatile.Read(ref _appended);

    public Lsn DurableUpTo => new(Volatile.Read(ref _durable));

    public Lsn Append(in JournalRecord record) => new(Interlocked.Increment(ref _appended));

    /// <summary>Everything appended so far is durable; then the broker must hear of it.</summary>
    public void CatchUp() => Volatile.Write(ref _durable, Appended);
}
