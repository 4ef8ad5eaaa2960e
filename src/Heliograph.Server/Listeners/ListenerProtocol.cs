namespace Heliograph.Server.Listeners;

/// <summary>What is spoken at a listener.</summary>
public enum ListenerProtocol : byte
{
    /// <summary>MQTT, and MQTT over WebSocket; with a certificate both over TLS, too. The first byte tells.</summary>
    Any,

    /// <summary>MQTT; with a certificate over TLS only.</summary>
    Mqtt,

    /// <summary>MQTT over WebSocket; with a certificate over TLS only.</summary>
    WebSocket,
}
