namespace Heliograph.Server.Admin.Sessions;

/// <summary>Someone who has logged in.</summary>
internal sealed class LoginSession(string userName, Role role, string csrf, long begunAt)
{
    private long _usedAt = begunAt;
    private bool _isSpared;

    public string UserName => userName;

    public Role Role => role;

    /// <summary>What a changing request must carry in its header.</summary>
    public string Csrf => csrf;

    /// <summary>Goes on when the others of its user end: it is the one that changes the password.</summary>
    public bool IsSpared
    {
        get => Volatile.Read(ref _isSpared);
        set => Volatile.Write(ref _isSpared, value);
    }

    /// <summary>A timestamp of the clock.</summary>
    public long BegunAt { get; } = begunAt;

    /// <summary>A timestamp of the clock.</summary>
    public long UsedAt
    {
        get => Volatile.Read(ref _usedAt);
        set => Volatile.Write(ref _usedAt, value);
    }
}
