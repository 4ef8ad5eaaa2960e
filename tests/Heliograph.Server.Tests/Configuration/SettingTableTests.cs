using System.Runtime.CompilerServices;
using Heliograph.Broker;
using Heliograph.Server.Configuration;

namespace Heliograph.Server.Tests.Configuration;

public sealed class SettingTableTests
{
    private static readonly ServerConfiguration Defaults = new();

    [Fact]
    public void Every_broker_option_has_exactly_one_setting()
    {
        var changed = SettingTable.All
            .SelectMany(setting => ChangedFields(Defaults.Broker, Changed(setting).Broker).Select(field => (field, setting.FullName)))
            .ToLookup(pair => pair.field, pair => pair.FullName);
        foreach (var property in typeof(BrokerOptions).GetProperties().Where(property => property.Name != nameof(BrokerOptions.Habits))) // of who stands in for another broker
            Assert.Equal((property.Name, 1), (property.Name, changed[property.Name].Count()));
    }

    [Fact]
    public void Default_file_is_valid_and_says_what_the_defaults_say()
    {
        var read = ConfigurationFile.Parse(DefaultConfigurationFile.Render(Defaults), "etc/heliograph.toml");
        Assert.Empty(read.Errors);
        AssertDefaults(read.Configuration);
    }

    [Fact]
    public void Default_file_with_every_setting_uncommented_is_valid_and_changes_nothing()
    {
        var lines = DefaultConfigurationFile.Render(Defaults).Split('\n');
        var keys = SettingTable.All.Where(setting => setting.Section != "listener").Select(setting => $"# {setting.Key} = ").ToArray();
        var uncommented = 0;
        var isListener = false;
        for (var index = 0; index < lines.Length; index++)
        {
            if (lines[index].StartsWith("[[listener]]", StringComparison.Ordinal)) isListener = true;
            else if (lines[index].StartsWith('[')) isListener = false;
            if (isListener || !keys.Any(key => lines[index].StartsWith(key, StringComparison.Ordinal))) continue;
            lines[index] = lines[index][2..];
            uncommented++;
        }

        Assert.Equal(keys.Length, uncommented);
        var read = ConfigurationFile.Parse(string.Join('\n', lines), "etc/heliograph.toml");
        Assert.Empty(read.Errors);
        AssertDefaults(read.Configuration);
    }

    [Fact]
    public void Reference_in_the_documentation_is_up_to_date() =>
        Assert.Equal(
            File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "configuration.md")),
            ConfigurationReference.Render());

    private static void AssertDefaults(ServerConfiguration? read)
    {
        Assert.NotNull(read);
        Assert.Equal(Defaults.Broker, read.Broker);
        Assert.Equal(Defaults.Log, read.Log);
        Assert.Equal(Defaults.Storage, read.Storage);
        Assert.Equal(Defaults.Access, read.Access);
        Assert.Equal(Defaults.Console, read.Console);
        Assert.Equal(Defaults.Otlp, read.Otlp);
        Assert.Equal(Defaults.Listeners, read.Listeners);
    }

    private static ServerConfiguration Changed(Setting setting)
    {
        var section = setting switch
        {
            { Section: "listener", Key: "unix_socket" } => "[[listener]]\n",
            { Section: "listener", Key: "proxy_protocol" } => "[[listener]]\nport = 1\ntrusted_proxies = [\"::1\"]\n",
            { Section: "listener" } => "[[listener]]\nport = 1\n",
            _ => $"[{setting.Section}]\n",
        };
        if (setting is { Section: "listener", Key: "port" }) return Defaults;
        string[] candidates = ["1", "2", "40", "true", "false", "\"2s\"", "\"3000\"", "4000000", "\"drop_newest\"", "\"sticky\"", "\"debug\"", "\"::\"", "\"mqtt\"", "\"os\"", "\"1.3\"", "\"wanted\"", "\"/path\"", "[\"someone\"]", "[\"anonymous\"]", "[\"address\"]",
            "\"1h\"", "\"subject\"", "\"0123456789abcdef0123456789abcdef\"", "\"http://collector:4317\"", "\"http/protobuf\"", "\"name=value\"", "\"600\"", "[\"::1\"]", "[\"TLS_AES_256_GCM_SHA384\"]"];
        foreach (var candidate in candidates)
        {
            var read = ConfigurationFile.Parse($"{section}{setting.Key} = {candidate}\n", "t").Configuration;
            if (read is not null && (setting.Key == "protocol" || setting.Text(read) != setting.DefaultText)) return read;
        }

        throw new InvalidOperationException($"No candidate changes {setting.FullName}.");
    }

    private static IEnumerable<string> ChangedFields(BrokerOptions one, BrokerOptions other) =>
        from property in typeof(BrokerOptions).GetProperties()
        where !Equals(property.GetValue(one), property.GetValue(other))
        select property.Name;

    private static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here) ?? "", "..", "..", ".."));
}
