namespace Heliograph.Server.Listeners.WebSockets;

/// <summary>What a WebSocket handshake must ask for to be let in.</summary>
internal static class WebSocketDoor
{
    // The first is the standard's [MQTT-6.0.0-3], the other what MQTT 3.1 clients asked for.
    private static readonly string[] SubProtocols = ["mqtt", "mqttv3.1"];

    /// <summary>The sub-protocol to answer with [MQTT-6.0.0-4]; null when none of ours was asked for.</summary>
    public static string? SubProtocolOf(IEnumerable<string> asked) => asked.FirstOrDefault(SubProtocols.Contains);
}
