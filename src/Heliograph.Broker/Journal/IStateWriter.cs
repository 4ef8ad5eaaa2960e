namespace Heliograph.Broker.Journal;

/// <summary>Takes the whole durable state as records, so that what came before it in the journal is needed no more.</summary>
/// <remarks>
/// The state is written while the broker goes on. <see cref="Begin"/> marks the record from which the journal is replayed
/// over it; the effects of every earlier record are in what is written, those of later ones may be. So each record has the
/// same effect when it is applied once more.
/// </remarks>
public interface IStateWriter
{
    /// <summary>Called once, first, while no change is half made: every record so far has had its effect.</summary>
    void Begin();

    /// <summary>Adds one record. Its bytes are borrowed for the call.</summary>
    void Write(in JournalRecord record);

    /// <summary>The body at this number is still needed: it will be read back. Any thread, and it does not wait.</summary>
    void Keep(Lsn message);
}
