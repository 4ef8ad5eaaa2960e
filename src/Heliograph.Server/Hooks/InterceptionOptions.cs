namespace Heliograph.Server.Hooks;

/// <summary>The bounds of interceptors. Immutable.</summary>
public sealed record InterceptionOptions
{
    internal static readonly TimeSpan TimeMost = TimeSpan.FromDays(1);

    /// <summary>Publishes that interceptors work on at once; further ones wait, each holding back its own connection alone. 1 or more.</summary>
    public int AtOnceMax { get; init; } = 256;

    /// <summary>
    /// How long one publish may take, waiting included. Then nobody gets it: 5.0 clients are answered 0x83, 3.x clients are disconnected,
    /// so that they send it again. More than zero, a day at most.
    /// </summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromSeconds(5);
}
