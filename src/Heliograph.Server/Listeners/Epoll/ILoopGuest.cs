namespace Heliograph.Server.Listeners.Epoll;

/// <summary>Whom a loop serves: the owner of a socket that it watches.</summary>
internal interface ILoopGuest
{
    /// <summary>Something happened to the socket. The loop's thread.</summary>
    void OnEvents(uint events);

    /// <summary>It asked for a turn. The loop's thread.</summary>
    void OnTurn();
}
