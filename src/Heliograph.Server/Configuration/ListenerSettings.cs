using System.Net;
using Heliograph.Server.Listeners;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of one <c>[[listener]]</c>.</summary>
internal static class ListenerSettings
{
    /// <summary>The key that every listener must give: it has no default.</summary>
    public const string PortKey = "port";

    private const string Protocol = "mqtt";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("protocol", new TextType("\"mqtt\": MQTT 3.1, 3.1.1 and 5.0 over TCP", isValid: text => text == Protocol),
            "What is spoken there.", _ => Protocol, (listener, _) => listener),
        Of("address", new TextType("an IP address, such as \"0.0.0.0\" (every IPv4 address), \"::\" (every address) or \"127.0.0.1\"",
                isValid: text => IPAddress.TryParse(text, out _)),
            "The address to bind.", listener => listener.Address, (listener, value) => listener with { Address = value }),
        Of(PortKey, new IntegerType(0, 65_535), "The TCP port; 0 takes any free one. Must be given.",
            listener => (long)listener.Port, (listener, value) => listener with { Port = (int)value }),
        Of("name", new TextType("up to 64 characters", charactersMax: 64), "The name in logs and events; without it mqtt- and the port.",
            listener => listener.Name, (listener, value) => listener with { Name = value }),
        Of("required", new BooleanType(), "Whether a port that is already taken fails the start; if false it is a warning.",
            listener => listener.Required, (listener, value) => listener with { Required = value }),
    ];

    private static Setting Of<T>(
        string key, SettingType type, string help, Func<ListenerOptions, T> read, Func<ListenerOptions, T, ListenerOptions> write)
        where T : notnull =>
        Setting.Of<T>(
            SettingTable.ListenerSection, key, type, isLive: false, help,
            configuration => read(configuration.Listeners[^1]),
            (configuration, value) => configuration with
            {
                Listeners = [.. configuration.Listeners.SkipLast(1), write(configuration.Listeners[^1], value)],
            });
}
