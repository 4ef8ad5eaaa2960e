namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[sys]</c>.</summary>
internal static class SysSettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of("sys", "interval",
            new DurationType(TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromSeconds(1)), isLive: true,
            "Time between two rounds of $SYS messages; \"0s\" sends none.",
            configuration => configuration.Broker.SysInterval,
            (configuration, value) => configuration with { Broker = configuration.Broker with { SysInterval = value } }),
    ];
}
