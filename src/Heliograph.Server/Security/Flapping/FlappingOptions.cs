using Heliograph.Server.Admin;

namespace Heliograph.Server.Security.Flapping;

/// <summary>Who connects again and again is banned for a while.</summary>
public sealed record FlappingOptions
{
    /// <summary>So many accepted connects within <see cref="Within"/> are too many; 0 bans nobody.</summary>
    public int ConnectsMax { get; init; }

    /// <summary>The time they are counted in.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the ban lasts.</summary>
    public TimeSpan BanFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whose connects are counted together: some of <see cref="ByClientId"/>, <see cref="ByUser"/>, <see cref="ByAddress"/>.</summary>
    public NameList By { get; init; } = new(ByClientId);

    public const string ByClientId = "client_id", ByUser = "user", ByAddress = "address";
}
