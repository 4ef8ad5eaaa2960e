using System.Buffers;

namespace Heliograph.Server.Telemetry.Otlp;

/// <summary>Where the metrics are sent by OTLP, OpenTelemetry's protocol.</summary>
internal sealed record OtlpOptions
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The collector's URL; empty sends nothing.</summary>
    public string Endpoint { get; init; } = "";

    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.Grpc;

    /// <summary>Time between two exports.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Headers to send along, as name=value, several with a comma between. May hold a secret.</summary>
    public string Headers { get; init; } = "";

    /// <summary>The URL of the metrics: over HTTP they have a path of their own below the collector's.</summary>
    internal Uri Url
    {
        get
        {
            const string path = "/v1/metrics";
            var isWhole = Protocol == OtlpProtocol.Grpc || Endpoint.EndsWith(path, StringComparison.Ordinal);
            return new(isWhole ? Endpoint : Endpoint.TrimEnd('/') + path);
        }
    }

    /// <summary>Whether a text is a URL that can be sent to.</summary>
    internal static bool IsEndpoint(string text) => text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0);

    /// <summary>Whether a text is a list of headers.</summary>
    internal static bool AreHeaders(string text) => text.Length == 0 || text.Split(',').All(IsHeader);

    private static bool IsHeader(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && text.AsSpan(0, at).Trim() is { Length: > 0 } name && !name.ContainsAnyExcept(NameCharacters)
            && !text.AsSpan(at + 1).ContainsAnyExceptInRange(' ', '~');
    }
}

/// <summary>How OTLP is carried.</summary>
internal enum OtlpProtocol : byte
{
    Grpc,

    /// <summary>Protobuf in the body of an HTTP request.</summary>
    HttpProtobuf,
}
