using System.Text.Json;

namespace Heliograph.Server.Telemetry.Metrics;

/// <summary>What tells the measurements of one instrument apart.</summary>
internal static class Attributes
{
    private const string PacketType = "mqtt.packet.type";
    private const string Cause = "heliograph.cause";
    private const string Listener = "heliograph.listener";

    public static KeyValuePair<string, object?> OfPacketType(Enum type) => new(PacketType, type.ToString().ToLowerInvariant());

    public static KeyValuePair<string, object?> OfCause(Enum cause) => new(Cause, JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString()));

    /// <param name="name">As the configuration has it.</param>
    public static KeyValuePair<string, object?> OfListener(string name) => new(Listener, name);
}
