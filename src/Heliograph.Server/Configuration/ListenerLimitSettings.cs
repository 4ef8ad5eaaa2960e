using Heliograph.Server.Listeners.Gates;

namespace Heliograph.Server.Configuration;

/// <summary>The bounds among the settings of one <c>[[listener]]</c>. 0 always means that only <c>[limits]</c> holds.</summary>
internal static class ListenerLimitSettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Count("connections_max", 10_000_000, "Network connections at once there; 0 for no other bound than that of [limits].",
            limits => limits.ConnectionsMax, (limits, value) => limits with { ConnectionsMax = value }),
        Count("connects_per_second_max", 1_000_000, "Network connections a second there; 0 for no bound. [limits] bounds the CONNECT packets of all.",
            limits => limits.ConnectsPerSecondMax, (limits, value) => limits with { ConnectsPerSecondMax = value }),
        Of("allow", new NetworksType(), "The networks that may connect there; with none all may.",
            limits => limits.Allow, (limits, value) => limits with { Allow = value }),
        Of("deny", new NetworksType(), "The networks that may not connect there, also where allow names them.",
            limits => limits.Deny, (limits, value) => limits with { Deny = value }),
    ];

    private static Setting Count(string key, long most, string help, Func<ListenerLimits, int> read, Func<ListenerLimits, int, ListenerLimits> write) =>
        Of(key, new IntegerType(0, most), help, limits => (long)read(limits), (limits, value) => write(limits, (int)value));

    private static Setting Of<T>(string key, SettingType type, string help, Func<ListenerLimits, T> read, Func<ListenerLimits, T, ListenerLimits> write)
        where T : notnull =>
        ListenerSettings.Of(key, type, help, listener => read(listener.Limits), (listener, value) => listener with { Limits = write(listener.Limits, value) });
}
