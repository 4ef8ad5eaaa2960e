using Heliograph.Server.Telemetry.Otlp;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[telemetry]</c>.</summary>
internal static class TelemetrySettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("otlp_endpoint", new TextType("a URL such as \"http://127.0.0.1:4317\", or \"\" to send nothing", isValid: OtlpOptions.IsEndpoint),
            "The OpenTelemetry collector that metrics are sent to.",
            otlp => otlp.Endpoint, (otlp, value) => otlp with { Endpoint = value }),
        Of("otlp_protocol", new ChoiceType<OtlpProtocol>(("grpc", OtlpProtocol.Grpc), ("http/protobuf", OtlpProtocol.HttpProtobuf)),
            "How they are carried: collectors take \"grpc\" at port 4317 and \"http/protobuf\" at port 4318, there below /v1/metrics.",
            otlp => otlp.Protocol, (otlp, value) => otlp with { Protocol = value }),
        Of("otlp_interval", new DurationType(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(1)),
            "Time between two exports.",
            otlp => otlp.Interval, (otlp, value) => otlp with { Interval = value }),
        Of("otlp_headers", new TextType("name=value, several with commas between, or \"\"", isValid: OtlpOptions.AreHeaders),
            "Headers to send along, such as a token. Then let nobody else read this file: chmod 600.",
            otlp => otlp.Headers, (otlp, value) => otlp with { Headers = value }, isSecret: true),
    ];

    private static Setting Of<T>(
        string key, SettingType type, string help, Func<OtlpOptions, T> read, Func<OtlpOptions, T, OtlpOptions> write, bool isSecret = false)
        where T : notnull =>
        Setting.Of<T>("telemetry", key, type, isLive: false, help,
            configuration => read(configuration.Otlp),
            (configuration, value) => configuration with { Otlp = write(configuration.Otlp, value) }, isSecret);
}
