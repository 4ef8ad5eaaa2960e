namespace Heliograph.Server.Security.Web;

/// <summary>The web service that is asked who a client is: <c>[access.http]</c>.</summary>
internal sealed record WebAuthOptions
{
    /// <summary>Where questions are sent; empty for no service.</summary>
    public string Address { get; init; } = "";

    /// <summary>The header Authorization of each question; empty for none.</summary>
    public string Authorization { get; init; } = "";

    /// <summary>The certificates that the service's must come from, in PEM; empty for those of the machine.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The longest time that an answer may take.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Questions on their way at once.</summary>
    public int AtOnceMax { get; init; } = 16;

    /// <summary>Questions that wait; further ones are answered with Unavailable.</summary>
    public int WaitingMax { get; init; } = 1_000;

    /// <summary>How long yes is remembered.</summary>
    public TimeSpan RememberYes { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long no is remembered.</summary>
    public TimeSpan RememberNo { get; init; } = TimeSpan.FromSeconds(5);
}
