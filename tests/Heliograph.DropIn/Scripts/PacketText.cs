using System.Text;
using Heliograph.Conformance.Client;

namespace Heliograph.DropIn.Scripts;

/// <summary>A packet in words, in which everything shows that a client could notice.</summary>
internal static class PacketText
{
    private const int PayloadShown = 60;

    public static string Of(Packet packet)
    {
        var text = new StringBuilder(packet.Type.ToString().ToUpperInvariant());
        if (packet.PacketId > 0) text.Append($" #{packet.PacketId}");
        if (packet.Type == PacketType.Publish) AppendMessage(text, packet);
        foreach (var code in packet.Codes) text.Append($" 0x{code:X2}");
        if (packet.Type == PacketType.ConnAck && packet.SessionPresent) text.Append(" session-present");
        foreach (var property in packet.Properties) text.Append($" {property.Id}={Value(property)}");
        return text.ToString();
    }

    private static void AppendMessage(StringBuilder text, Packet packet)
    {
        text.Append($" {packet.Topic} q{packet.QoS}{(packet.Retain ? " retain" : "")}{(packet.Duplicate ? " dup" : "")}");
        var payload = packet.Payload;
        text.Append(payload.Length <= PayloadShown ? $" \"{payload}\"" : $" ({payload.Length} bytes)");
    }

    private static string Value(Property property) => property.Id switch
    {
        PropertyId.UserProperty => property.Value,
        PropertyId.AssignedClientIdentifier or PropertyId.ReasonString or PropertyId.ContentType or PropertyId.ResponseTopic
            or PropertyId.CorrelationData or PropertyId.AuthenticationMethod or PropertyId.ServerReference
            or PropertyId.ResponseInformation or PropertyId.AuthenticationData => property.String,
        _ => $"{property.Number}",
    };
}
