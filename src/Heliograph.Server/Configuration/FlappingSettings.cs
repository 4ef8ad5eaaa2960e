using Heliograph.Server.Security.Flapping;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[flapping]</c>.</summary>
internal static class FlappingSettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("connects_max", new IntegerType(0, 1_000_000),
            "Accepted connects within the time below that are too many; 0 bans nobody, 15 is a good beginning.",
            flapping => (long)flapping.ConnectsMax, (flapping, value) => flapping with { ConnectsMax = (int)value }),
        Of("within", new DurationType(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), TimeSpan.FromSeconds(1)),
            "The time in which they are counted, from the first one on.",
            flapping => flapping.Within, (flapping, value) => flapping with { Within = value }),
        Of("ban", new DurationType(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365), TimeSpan.FromSeconds(1)),
            "How long the ban lasts. It stands among the other bans and can be lifted.",
            flapping => flapping.BanFor, (flapping, value) => flapping with { BanFor = value }),
        Of("by", new NamesType("of \"client_id\", \"user\", \"address\"", "[\"client_id\"]",
                name => name is FlappingOptions.ByClientId or FlappingOptions.ByUser or FlappingOptions.ByAddress),
            "Whose connects are counted together, and who is banned. Many clients may share a user or an address.",
            flapping => flapping.By, (flapping, value) => flapping with { By = value }),
    ];

    private static Setting Of<T>(string key, SettingType type, string help, Func<FlappingOptions, T> read, Func<FlappingOptions, T, FlappingOptions> write)
        where T : notnull =>
        Setting.Of<T>("flapping", key, type, isLive: false, help,
            configuration => read(configuration.Flapping),
            (configuration, value) => configuration with { Flapping = write(configuration.Flapping, value) });
}
