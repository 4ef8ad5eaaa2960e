using Heliograph.Server.Configuration;

namespace Heliograph.Server.Admin.Configuration;

/// <summary>One setting as the file has it and as it is in force.</summary>
/// <param name="Name">Section and key; <c>listener.NAME.port</c> for that of a listener.</param>
/// <param name="Section">Its table.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">As the file says, or the default, in TOML; a secret is not shown here.</param>
/// <param name="Running">What is in force; null for a listener that is not there until a restart.</param>
/// <param name="Default">The default; null where there is none.</param>
/// <param name="Source">file or default.</param>
/// <param name="Line">Where the file says it, or null.</param>
/// <param name="IsLive">Whether a change applies at once.</param>
/// <param name="NeedsRestart">Whether the file says something else than what is in force until a restart.</param>
/// <param name="Help">What it does.</param>
/// <param name="Allowed">The allowed values in words.</param>
internal sealed record SettingRow(
    string Name, string Section, string Key, string Value, string? Running, string? Default, string Source, int? Line, bool IsLive,
    bool NeedsRestart, string Help, string Allowed)
{
    private const string Listener = SettingTable.ListenerSection, NotShown = "(not shown)";

    /// <summary>All settings of a file.</summary>
    /// <param name="file">As read, without errors.</param>
    /// <param name="started">What the server was started with.</param>
    /// <param name="current">What was put in force last.</param>
    public static IEnumerable<SettingRow> Of(ConfigurationReading file, ServerConfiguration started, ServerConfiguration current)
    {
        var configuration = file.Configuration!;
        for (var at = 0; at < configuration.Listeners.Count; at++)
        {
            var name = configuration.Listeners[at].Name;
            var running = started.Listeners.FirstOrDefault(listener => listener.Name == name);
            foreach (var setting in SettingTable.All.Where(setting => setting.Section == Listener))
            {
                yield return Of(setting, $"{Listener}.{name}.{setting.Key}", setting.Text(Only(configuration, at)),
                    running is null ? null : setting.Text(new() { Listeners = [running] }), LineOf(file, Setting.NameInListener(at, setting.Key)));
            }
        }

        foreach (var setting in SettingTable.All.Where(setting => setting.Section != Listener))
            yield return Of(setting, setting.FullName, setting.Text(configuration), setting.Text(setting.IsLive ? current : started), LineOf(file, setting.FullName));
    }

    /// <summary>What another configuration would change.</summary>
    public static IEnumerable<SettingChange> Between(ServerConfiguration before, ServerConfiguration after)
    {
        var (old, next) = (ValuesOf(before), ValuesOf(after));
        foreach (var (name, (text, isLive)) in next)
        {
            if (!old.Remove(name, out var was)) yield return new(name, null, text, isLive);
            else if (was.Text != text) yield return new(name, Shown(name, was.Text), Shown(name, text), isLive);
        }

        foreach (var (name, (text, isLive)) in old) yield return new(name, text, null, isLive);
    }

    private static Dictionary<string, (string Text, bool IsLive)> ValuesOf(ServerConfiguration configuration)
    {
        var values = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        foreach (var setting in SettingTable.All)
        {
            if (setting.Section != Listener)
            {
                values[setting.FullName] = (setting.Text(configuration), setting.IsLive);
                continue;
            }

            for (var at = 0; at < configuration.Listeners.Count; at++)
                values[$"{Listener}.{configuration.Listeners[at].Name}.{setting.Key}"] = (setting.Text(Only(configuration, at)), setting.IsLive);
        }

        return values;
    }

    private static string Shown(string name, string text) =>
        SettingTable.All.Any(setting => setting.IsSecret && setting.FullName == name) ? NotShown : text;

    private static SettingRow Of(Setting setting, string name, string value, string? running, int? line) => new(
        name, setting.Section, setting.Key, Shown(name, value), running is null ? null : Shown(name, running), setting.DefaultText, line is null ? "default" : "file", line, setting.IsLive,
        !setting.IsLive && running != value, setting.Help, setting.Type.Allowed + setting.Type.Form);

    private static ServerConfiguration Only(ServerConfiguration configuration, int listener) =>
        configuration with { Listeners = [configuration.Listeners[listener]] };

    private static int? LineOf(ConfigurationReading file, string name) => file.Lines.TryGetValue(name, out var line) ? line : null;
}

/// <summary>What becomes of one setting.</summary>
/// <param name="Name">As in <see cref="SettingRow"/>.</param>
/// <param name="From">In TOML; null for one of a new listener.</param>
/// <param name="To">In TOML; null for one of a listener that goes.</param>
/// <param name="IsLive">Whether it applies at once.</param>
internal sealed record SettingChange(string Name, string? From, string? To, bool IsLive);
