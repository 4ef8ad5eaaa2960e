using System.Text;
using Heliograph.Server.Listeners;

namespace Heliograph.Server.Configuration;

/// <summary>Writes the file a new instance begins with: every setting explained, its default commented out.</summary>
internal static class DefaultConfigurationFile
{
    private const int Width = 100;

    /// <summary>The text of the file.</summary>
    /// <param name="configuration">Its listeners, and what is other than by default, are written out.</param>
    public static string Render(ServerConfiguration configuration)
    {
        var file = new StringBuilder();
        Comment(file, "The configuration of this Heliograph instance (TOML, https://toml.io).");
        Comment(file, "Every setting is listed with its default commented out: to change one, remove the # before it and edit "
            + "the value. Changes apply to the running server when the file is saved, except where it says \"restart\". "
            + "A file with an error is refused whole, and the settings in force stay. Check it with: heliograph check-config. "
            + "Durations are strings (\"500ms\", \"10s\", \"5m\", \"2h\", \"7d\"); sizes are bytes or strings (\"2MB\", \"64MiB\").");
        foreach (var (section, help) in SettingTable.Sections)
        {
            file.Append('\n');
            Comment(file, help);
            if (section == SettingTable.ListenerSection) AppendListeners(file, configuration.Listeners);
            else AppendSection(file, section, configuration);
        }

        return file.ToString();
    }

    private static void AppendListeners(StringBuilder file, IReadOnlyList<ListenerOptions> listeners)
    {
        foreach (var setting in SettingTable.All.Where(setting => setting.Section == SettingTable.ListenerSection))
            Comment(file, Explanation(setting), indent: $"  {setting.Key}: ");
        foreach (var listener in listeners)
        {
            var configuration = new ServerConfiguration { Listeners = [listener] };
            file.Append("\n[[listener]]\n");
            foreach (var setting in SettingTable.All.Where(setting => setting.Section == SettingTable.ListenerSection))
            {
                var text = setting.Text(configuration);
                // What comes by a Unix socket has no port.
                var isAside = text == setting.DefaultText || (setting.Key == ListenerSettings.PortKey && listener.UnixSocket.Length > 0);
                file.Append($"{(isAside ? "# " : "")}{setting.Key} = {text}\n");
            }
        }
    }

    private static void AppendSection(StringBuilder file, string section, ServerConfiguration configuration)
    {
        file.Append($"[{section}]\n");
        foreach (var setting in SettingTable.All.Where(setting => setting.Section == section))
        {
            file.Append('\n');
            Comment(file, Explanation(setting));
            var text = setting.Text(configuration);
            file.Append($"{(text == setting.DefaultText ? "# " : "")}{setting.Key} = {text}\n");
        }
    }

    private static string Explanation(Setting setting) =>
        $"{setting.Help} Allowed: {setting.Type.Allowed}.{(setting.IsLive || setting.Section == SettingTable.ListenerSection ? "" : " Restart.")}";

    private static void Comment(StringBuilder file, string text, string indent = "")
    {
        var line = new StringBuilder("# ").Append(indent);
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length > Width)
            {
                file.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append("# ").Append(' ', indent.Length == 0 ? 0 : 4);
            }

            line.Append(word).Append(' ');
        }

        file.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
