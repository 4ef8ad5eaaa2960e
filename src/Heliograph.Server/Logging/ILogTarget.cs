namespace Heliograph.Server.Logging;

/// <summary>Where the log goes. Called by one thread at a time.</summary>
internal interface ILogTarget : IDisposable
{
    /// <summary>Takes an entry, which may wait until <see cref="Flush"/>.</summary>
    void Write(LogEntry entry);

    /// <summary>There are no more for now: whoever looks is to see all.</summary>
    void Flush();
}
