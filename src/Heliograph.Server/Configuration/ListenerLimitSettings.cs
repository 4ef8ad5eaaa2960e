using Heliograph.Broker;
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
        Size("maximum_packet_size", 1_000, 268_000_000, "Bytes of a whole packet there; \"0B\" for that of [limits]. 5.0 clients are told.",
            clients => clients.PacketBytesMax, (clients, value) => clients with { PacketBytesMax = (int)value }),
        Client("messages_per_second_max", "PUBLISH packets a second of one client there; 0 for that of [limits].",
            clients => clients.MessagesPerSecondMax, (clients, value) => clients with { MessagesPerSecondMax = value }),
        Client("messages_burst", "PUBLISH packets of one client there that may come at once; 0 for that of [limits].",
            clients => clients.MessagesBurst, (clients, value) => clients with { MessagesBurst = value }),
        Size("bytes_per_second_max", 1, 1L << 40, "Bytes a second of one client's packets there; \"0B\" for that of [limits].",
            clients => clients.BytesPerSecondMax, (clients, value) => clients with { BytesPerSecondMax = value }),
        Size("bytes_burst", 1, 1L << 40, "Bytes of one client there that may come at once; \"0B\" for that of [limits].",
            clients => clients.BytesBurst, (clients, value) => clients with { BytesBurst = value }),
    ];

    private static Setting Client(string key, string help, Func<ListenerBounds, int> read, Func<ListenerBounds, int, ListenerBounds> write) =>
        Count(key, 100_000_000, help, limits => read(limits.Clients), (limits, value) => limits with { Clients = write(limits.Clients, value) });

    private static Setting Size(string key, long least, long most, string help, Func<ListenerBounds, long> read, Func<ListenerBounds, long, ListenerBounds> write) =>
        Of(key, new SizeType(least, most, orZero: true), help, limits => read(limits.Clients), (limits, value) => limits with { Clients = write(limits.Clients, value) });

    private static Setting Count(string key, long most, string help, Func<ListenerLimits, int> read, Func<ListenerLimits, int, ListenerLimits> write) =>
        Of(key, new IntegerType(0, most), help, limits => (long)read(limits), (limits, value) => write(limits, (int)value));

    private static Setting Of<T>(string key, SettingType type, string help, Func<ListenerLimits, T> read, Func<ListenerLimits, T, ListenerLimits> write)
        where T : notnull =>
        ListenerSettings.Of(key, type, help, listener => read(listener.Limits), (listener, value) => listener with { Limits = write(listener.Limits, value) });
}
