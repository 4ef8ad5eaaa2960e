using System.Net;
using Heliograph.Server.Admin;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[console]</c>.</summary>
internal static class ConsoleSettings
{
    private static readonly NamesType Users = new("user names", "[\"admin\", \"maria\"]");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("enabled", new BooleanType(), "Whether there are a web console and a REST API.",
            console => console.Enabled, (console, value) => console with { Enabled = value }),
        Of("address", new TextType("an IP address; \"127.0.0.1\" lets in this machine only", isValid: text => IPAddress.TryParse(text, out _)),
            "The address to bind. Change the first password before others can reach it.",
            console => console.Address, (console, value) => console with { Address = value }),
        Of("port", new IntegerType(0, 65_535), "The TCP port for HTTP; 0 takes any free one. One that is taken is a warning, and the broker runs without the console.",
            console => (long)console.Port, (console, value) => console with { Port = (int)value }),
        Of("https_port", new IntegerType(-1, 65_535), "The TCP port for HTTPS; 0 takes any free one, -1 has none.",
            console => (long)(console.HttpsPort ?? -1), (console, value) => console with { HttpsPort = value < 0 ? null : (int)value }),
        Of("certificate", new TextType("a path, relative to the instance folder unless absolute", isValid: text => text.Length > 0),
            "The certificate chain and its key for HTTPS, as PEM in one file. heliograph create makes one that browsers must be told to trust.",
            console => console.Certificate, (console, value) => console with { Certificate = value }),
        Of("host_names", new NamesType("host names", "[\"console.example.com\"]"),
            "Names that the console answers to besides those of the machine, such as the one of a proxy in front of it. Others are refused: anybody can have theirs point here.",
            console => console.HostNames, (console, value) => console with { HostNames = value }),
        Of("admins", Users, "Users of the password file that may do everything there.",
            console => console.Admins, (console, value) => console with { Admins = value }),
        Of("operators", Users, "Users that may look, disconnect clients, end sessions, publish and clear retained messages.",
            console => console.Operators, (console, value) => console with { Operators = value }),
        Of("viewers", Users, "Users that may look.",
            console => console.Viewers, (console, value) => console with { Viewers = value }),
    ];

    private static Setting Of<T>(
        string key, SettingType type, string help, Func<AdminOptions, T> read, Func<AdminOptions, T, AdminOptions> write)
        where T : notnull =>
        Setting.Of<T>("console", key, type, isLive: false, help,
            configuration => read(configuration.Console),
            (configuration, value) => configuration with { Console = write(configuration.Console, value) });
}
