namespace Heliograph.Broker.Journal;

/// <summary>Takes what a journal kept, before a broker serves anyone: the latest snapshot and then what followed it.</summary>
public interface IReplay
{
    /// <summary>Called once, first.</summary>
    /// <param name="snapshot">The number from which records follow the snapshot; None when there is no snapshot.</param>
    void Begin(Lsn snapshot);

    /// <summary>One record, in order.</summary>
    /// <param name="lsn">Its number; None for a record of the snapshot.</param>
    /// <param name="record">Borrows its bytes for the call.</param>
    void Apply(Lsn lsn, in JournalRecord record);
}
