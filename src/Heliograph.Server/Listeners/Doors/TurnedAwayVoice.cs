namespace Heliograph.Server.Listeners.Doors;

/// <summary>Says which connections that were turned away are worth a line in the log: a flood must not fill it. Any thread.</summary>
internal sealed class TurnedAwayVoice(TimeProvider time)
{
    /// <summary>Lines within a window.</summary>
    public const int LinesMax = 20;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _since;
    private int _told;

    /// <summary>Whether it is told.</summary>
    /// <param name="note">What to add: that it is the last line for a while; empty for nothing.</param>
    public bool TryTell(out string note)
    {
        lock (_lock)
        {
            if (_told > 0 && time.GetElapsedTime(_since) >= Window) _told = 0;
            if (_told == 0) _since = time.GetTimestamp();
            note = ++_told == LinesMax ? $"; further ones within {Window.TotalSeconds} s are not told" : "";
            return _told <= LinesMax;
        }
    }
}
