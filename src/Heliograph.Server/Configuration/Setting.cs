using Tomlyn.Syntax;

namespace Heliograph.Server.Configuration;

/// <summary>
/// One key of <c>etc/heliograph.toml</c>: the parser, the default file, docs/configuration.md and check-config all
/// derive from it.
/// </summary>
internal sealed class Setting
{
    private readonly Func<ServerConfiguration, object> _read;
    private readonly Func<ServerConfiguration, object, ServerConfiguration> _write;

    private Setting(
        string section, string key, SettingType type, bool isLive, string help,
        Func<ServerConfiguration, object> read, Func<ServerConfiguration, object, ServerConfiguration> write)
    {
        (Section, Key, Type, IsLive, Help) = (section, key, type, isLive, help);
        (_read, _write) = (read, write);
    }

    /// <summary>The table the key is in: <c>limits</c> for <c>[limits]</c>, <c>listener</c> for <c>[[listener]]</c>.</summary>
    public string Section { get; }

    /// <summary>The key, in snake_case.</summary>
    public string Key { get; }

    /// <summary>How its value is written, and its range.</summary>
    public SettingType Type { get; }

    /// <summary>Whether a change applies to a running server; otherwise it needs a restart.</summary>
    public bool IsLive { get; }

    /// <summary>Whether its value is for nobody's eyes but those of who wrote it: no message quotes it.</summary>
    public bool IsSecret { get; private init; }

    /// <summary>What it does, in a sentence or two.</summary>
    public string Help { get; }

    /// <summary>Section and key, such as <c>limits.receive_maximum</c>.</summary>
    public string FullName => $"{Section}.{Key}";

    /// <summary>The name of a setting of one of several listeners, such as <c>listener[0].port</c>.</summary>
    public static string NameInListener(int listener, string key) => $"{SettingTable.ListenerSection}[{listener}].{key}";

    /// <summary>The default as TOML; null for a setting that must be given.</summary>
    public string? DefaultText =>
        Section == SettingTable.ListenerSection && Key is ListenerSettings.PortKey ? null : Text(DefaultConfiguration);

    private static ServerConfiguration DefaultConfiguration { get; } = new() { Listeners = [new() { Name = "" }] };

    /// <summary>Describes a setting whose value is a <typeparamref name="T"/>, as <paramref name="type"/> reads it.</summary>
    internal static Setting Of<T>(
        string section, string key, SettingType type, bool isLive, string help,
        Func<ServerConfiguration, T> read, Func<ServerConfiguration, T, ServerConfiguration> write, bool isSecret = false)
        where T : notnull =>
        new(section, key, type, isLive, help, configuration => read(configuration), (configuration, value) => write(configuration, (T)value)) { IsSecret = isSecret };

    /// <summary>The value in a configuration, as TOML.</summary>
    public string Text(ServerConfiguration configuration) => Type.Format(_read(configuration));

    /// <summary>Whether two configurations agree on this setting.</summary>
    public bool IsSame(ServerConfiguration one, ServerConfiguration other) => _read(one).Equals(_read(other));

    /// <summary>Reads a value into a configuration.</summary>
    /// <returns>Null, or what is wrong with the value; then the configuration is as before.</returns>
    internal string? Apply(ValueSyntax value, ref ServerConfiguration configuration)
    {
        var reading = Type.Read(value);
        if (reading.Value is { } read) configuration = _write(configuration, read);
        return reading.Problem;
    }
}
