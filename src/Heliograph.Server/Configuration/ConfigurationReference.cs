using System.Text;

namespace Heliograph.Server.Configuration;

/// <summary>Writes <c>docs/configuration.md</c> from the table of settings.</summary>
internal static class ConfigurationReference
{
    /// <summary>The document, in Markdown.</summary>
    public static string Render()
    {
        var page = new StringBuilder("""
            # Configuration

            <!-- Generated from the table of settings: heliograph check-config --reference > docs/configuration.md -->

            An instance is configured by `etc/heliograph.toml`, a [TOML](https://toml.io) file. Every setting has a default, so an
            empty file is a valid one. `heliograph create` writes a file with every setting commented out.

            - The file is watched: a change applies to the running server when it is saved, and on SIGHUP. Settings marked
              *restart* are read at the start only; changing one is answered by a warning in the log.
            - A file with an error is refused whole. The log names file, line, column, value and remedy, and the settings in
              force stay. At the start an error is fatal.
            - `heliograph check-config DIR` checks the three files in `etc/` without touching a running server.
            - Durations are strings such as `"500ms"`, `"10s"`, `"5m"`, `"2h"`, `"7d"`. Sizes are a number of bytes or a string with
              a unit: `"2MB"` is 2,000,000 bytes, `"2MiB"` is 2,097,152.


            """);
        foreach (var (section, help) in SettingTable.Sections)
        {
            var brackets = section == SettingTable.ListenerSection ? $"[[{section}]]" : $"[{section}]";
            page.Append($"## `{brackets}`\n\n{help}\n");
            var settings = SettingTable.All.Where(setting => setting.Section == section).ToArray();
            if (settings.Length > 0) page.Append("\n| key | default | allowed | applies | what it does |\n|---|---|---|---|---|\n");
            foreach (var setting in settings)
                page.Append($"| `{setting.Key}` | {Default(setting)} | {setting.Type.Allowed} | {(setting.IsLive ? "live" : "restart")} | {setting.Help} |\n");
            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static string Default(Setting setting) => setting.DefaultText is { } text ? $"`{text}`" : "none: must be given";
}
