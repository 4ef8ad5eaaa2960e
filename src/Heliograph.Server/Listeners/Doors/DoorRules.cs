using Heliograph.Server.Listeners.Tls;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>What may be spoken at a door.</summary>
internal sealed class DoorRules(ListenerOptions options, bool hasTls)
{
    /// <summary>Why something is not taken, in words that go on from what it is; null when it is taken.</summary>
    /// <param name="speech">What is spoken.</param>
    /// <param name="isSecure">Whether it is spoken within TLS.</param>
    public string? Objection(Speech speech, bool isSecure) => speech switch
    {
        Speech.Tls when isSecure => "within TLS",
        Speech.Tls => hasTls ? null : "on a plain port: there is no tls_certificate",
        Speech.Proxy when options.ProxyProtocol => "from an address that trusted_proxies does not name",
        Speech.Proxy => "on a port without proxy_protocol",
        _ when hasTls && !isSecure && options.Tls.ClientCertificate == ClientCertificateUse.Required => "in the clear on a port where a client certificate is required, which only TLS has",
        _ when hasTls && !isSecure && options.Protocol != ListenerProtocol.Any => "in the clear on a port where only TLS is spoken",
        Speech.Http when options.Protocol == ListenerProtocol.Mqtt => "on an MQTT-only port",
        Speech.Mqtt or Speech.Unknown when options.Protocol == ListenerProtocol.WebSocket => "on a WebSocket-only port",
        _ => null,
    };
}
