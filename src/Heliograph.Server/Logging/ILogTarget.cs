namespace Heliograph.Server.Logging;

/// <summary>Where the log goes. Called by one thread at a time; must not throw.</summary>
internal interface ILogTarget : IDisposable
{
    void Write(LogEntry entry);
}
