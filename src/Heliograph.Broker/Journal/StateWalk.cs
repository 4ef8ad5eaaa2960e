namespace Heliograph.Broker.Journal;

/// <summary>A walk through the durable state while the broker goes on, into a snapshot.</summary>
/// <remarks>
/// A message that moves from one queue to another meanwhile may be seen in neither: its record says that it moved, and
/// <see cref="Keep"/> that its body is still needed.
/// </remarks>
internal sealed class StateWalk(IStateWriter writer)
{
    private readonly Lock _lock = new();

    public void Begin() => writer.Begin();

    public void Write(in JournalRecord record)
    {
        lock (_lock) writer.Write(record);
    }

    /// <summary>The body at this number is still needed. Any thread, until the walk has ended.</summary>
    public void Keep(Lsn message)
    {
        if (message == Lsn.None) return;
        lock (_lock) writer.Keep(message);
    }
}
