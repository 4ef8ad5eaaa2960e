using Heliograph.Server.Security.Web;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[access.http]</c>.</summary>
internal static class WebAuthSettings
{
    private static readonly DurationType Memory = new(TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromSeconds(1));

    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("url", new TextType("a URL such as \"https://login.example/mqtt\", or \"\"", charactersMax: 2_000, isValid: text => text.Length == 0 || IsWeb(text)),
            "The web service that is asked who a client is: a POST with JSON.",
            web => web.Address, (web, value) => web with { Address = value }),
        Of("authorization", new TextType("any text, such as \"Bearer …\", or \"\"", charactersMax: 8_000),
            "The header Authorization of each question. Then let nobody else read this file: chmod 600.",
            web => web.Authorization, (web, value) => web with { Authorization = value }, isSecret: true),
        Of("ca", new TextType("a file, relative to the instance folder unless absolute, or \"\"", charactersMax: 1_000),
            "The certificates that the service's must come from, in PEM; without it those that the machine trusts.",
            web => web.Authority, (web, value) => web with { Authority = value }),
        Of("timeout", new DurationType(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(1)),
            "The longest time that an answer may take; then the client is told to come back.",
            web => web.TimeMax, (web, value) => web with { TimeMax = value }),
        Of("at_once_max", new IntegerType(1, 1_000), "Questions on their way at once.",
            web => (long)web.AtOnceMax, (web, value) => web with { AtOnceMax = (int)value }),
        Of("waiting_max", new IntegerType(0, 100_000), "Questions that wait; further clients are told to come back.",
            web => (long)web.WaitingMax, (web, value) => web with { WaitingMax = (int)value }),
        Of("remember_allowed", Memory, "How long \"allow\" is remembered for the same client and credentials; \"0s\" asks each time.",
            web => web.RememberYes, (web, value) => web with { RememberYes = value }),
        Of("remember_denied", Memory, "The same for \"deny\" and \"ignore\".",
            web => web.RememberNo, (web, value) => web with { RememberNo = value }),
    ];

    private static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.UserInfo.Length == 0;

    private static Setting Of<T>(
        string key, SettingType type, string help, Func<WebAuthOptions, T> read, Func<WebAuthOptions, T, WebAuthOptions> write, bool isSecret = false)
        where T : notnull =>
        Setting.Of<T>("access.http", key, type, isLive: false, help,
            configuration => read(configuration.Access.Web),
            (configuration, value) => configuration with { Access = configuration.Access with { Web = write(configuration.Access.Web, value) } }, isSecret);
}
