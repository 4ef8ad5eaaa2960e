using System.Globalization;
using System.Text;
using Heliograph.Server.Configuration;
using Microsoft.Extensions.Configuration;

namespace Heliograph.Server.Hosting;

/// <summary>Reads options from a section of a program's configuration, by the settings of etc/heliograph.toml and with their checks.</summary>
internal static class BoundConfiguration
{
    private const string Access = "access", DataFolder = "data_folder", Rules = "access_rules", Users = "users";

    private static readonly string[] Sections = [SettingTable.ListenerSection, "limits", "sys", "store", Access];

    /// <exception cref="OperatorException">A name is unknown, or a value is out of range.</exception>
    public static void Apply(IConfiguration section, HeliographOptions options)
    {
        var text = new StringBuilder();
        foreach (var child in section.GetChildren())
        {
            if (Is(child, DataFolder)) options.DataFolder = child.Value;
            else if (Is(child, Rules)) options.AccessRules = child.Value;
            else if (Is(child, Users)) AddUsers(child, options);
            else Write(child, text);
        }

        var reading = ConfigurationFile.Parse(text.ToString(), "configuration");
        if (reading.Configuration is not { } read)
            throw new OperatorException(string.Join(Environment.NewLine, reading.Errors.Select(error => $"{error.Problem}. {error.Remedy}")).TrimEnd('.'), "Correct the section of the broker in the program's configuration");
        if (section.GetSection(SettingTable.ListenerSection).Exists())
            foreach (var listener in read.Listeners) options.Listeners.Add(listener);
        (options.Limits, options.Storage, options.MemoryBytesMax) = (read.Broker, read.Storage, read.MemoryBytesMax);
        options.AllowAnonymous |= read.Access.AllowAnonymous;
    }

    private static bool Is(IConfigurationSection section, string name) => section.Key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static void AddUsers(IConfigurationSection users, HeliographOptions options)
    {
        foreach (var user in users.GetChildren()) options.AddUserHash(user.Key, user.Value ?? "");
    }

    private static void Write(IConfigurationSection section, StringBuilder text)
    {
        var name = section.Key.ToLowerInvariant();
        if (!Sections.Contains(name))
        {
            throw new OperatorException(
                $"{section.Path} is none of a broker within a program", $"It may have {string.Join(", ", Sections)}, {Users}, {Rules} and {DataFolder}");
        }

        if (name == SettingTable.ListenerSection)
        {
            foreach (var listener in section.GetChildren()) WriteKeys(listener, name, text.AppendLine("[[listener]]"));
            return;
        }

        WriteKeys(section, name, text.Append('[').Append(name).AppendLine("]"));
    }

    private static void WriteKeys(IConfigurationSection section, string name, StringBuilder text)
    {
        foreach (var pair in section.GetChildren())
        {
            if (name == Access && !Is(pair, "allow_anonymous"))
                throw new OperatorException($"{pair.Path} is none of a broker within a program", $"Set {Users} and {Rules}, or add hooks");
            var items = pair.GetChildren().ToArray();
            var value = items.Length > 0 || pair.Value is null ? $"[{string.Join(", ", items.Select(item => TomlText.Quote(item.Value ?? "")))}]" : Value(name, pair.Key, pair.Value);
            text.Append(TomlText.Quote(pair.Key.ToLowerInvariant())).Append(" = ").AppendLine(value);
        }
    }

    // All values of a configuration are texts.
    private static string Value(string section, string key, string value)
    {
        var setting = SettingTable.All.FirstOrDefault(setting => setting.Section == section && setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));
        if (setting is { Type: BooleanType } && bool.TryParse(value, out var flag)) return flag ? "true" : "false";
        return setting is { Type: IntegerType or SizeType or DurationType } && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? value : TomlText.Quote(value);
    }
}
