namespace Heliograph.Server.Listeners.Epoll;

/// <summary>A feature of connections that a loop's thread serves.</summary>
internal interface ILoopFeature
{
    /// <summary>From the next read on, whoever reads and writes goes on on other threads: for work that would hold the others of the loop up.</summary>
    void LeaveLoop();

    /// <summary>It has been let in, and comes before who has not.</summary>
    void Settle();

    /// <summary>What broke the connection, whose input has ended then; null while nothing has.</summary>
    string? Fault { get; }
}
