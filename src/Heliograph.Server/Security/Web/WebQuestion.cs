using System.Text;
using System.Text.Json.Serialization;
using Heliograph.Broker.Access;

namespace Heliograph.Server.Security.Web;

/// <summary>What the web service is told of a login. What there is not is left out.</summary>
internal sealed record WebQuestion
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [JsonPropertyName("clientid")]
    public required string ClientId { get; init; }

    [JsonPropertyName("username")]
    public string? UserName { get; init; }

    [JsonPropertyName("password")]
    public string? Password { get; init; }

    [JsonPropertyName("address")]
    public required string Address { get; init; }

    [JsonPropertyName("listener")]
    public required string Listener { get; init; }

    [JsonPropertyName("certificate_common_name")]
    public string? CommonName { get; init; }

    [JsonPropertyName("certificate_subject")]
    public string? Subject { get; init; }

    [JsonPropertyName("certificate_fingerprint")]
    public string? Fingerprint { get; init; }

    /// <returns>Null when the password is no text.</returns>
    public static WebQuestion? TryMake(AuthenticationRequest request)
    {
        try
        {
            return new()
            {
                ClientId = request.ClientId,
                UserName = request.UserName,
                Password = request.Password is { } password ? Strict.GetString(password) : null,
                Address = request.Peer.Host,
                Listener = request.Peer.Listener,
                CommonName = request.Peer.Certificate?.CommonName,
                Subject = request.Peer.Certificate?.Subject,
                Fingerprint = request.Peer.Certificate?.Fingerprint,
            };
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>How questions are written.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebQuestion))]
internal sealed partial class WebJson : JsonSerializerContext;
