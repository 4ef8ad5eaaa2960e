using System.Globalization;
using System.Text;
using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Properties;
using Heliograph.Mqtt.Wire;
using Heliograph.Server.Admin.Views;
using Heliograph.Server.Logging;

namespace Heliograph.Server.Tracing;

/// <summary>Says in words what stands in a control packet. Secrets are never said; payloads when asked for.</summary>
internal sealed class PacketWords
{
    private const int PayloadMax = 64, CharactersMax = 2_000;

    private readonly StringBuilder _words = new();
    private readonly bool _withPayload;

    private PacketWords(bool withPayload) => _withPayload = withPayload;

    /// <param name="header">The first byte.</param>
    /// <param name="body">What follows the remaining length.</param>
    /// <param name="version">Of the connection; CONNECT has its own.</param>
    /// <param name="isIncoming">Whether the client sent it.</param>
    /// <param name="withPayload">Whether to show the beginning of a payload.</param>
    public static string Of(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version, bool isIncoming, bool withPayload)
    {
        var words = new PacketWords(withPayload);
        var violation = words.Say(header, body, version, isIncoming);
        if (!violation.IsNone) return $"malformed: {violation.What}";
        return words._words.Length <= CharactersMax ? words._words.ToString() : words._words.ToString(0, CharactersMax) + "…";
    }

    private Violation Say(FixedHeader header, ReadOnlySpan<byte> body, ProtocolVersion version, bool isIncoming)
    {
        Violation violation;
        switch (header.Type)
        {
            case PacketType.Connect:
                violation = Connect.TryRead(body, out var connect);
                if (violation.IsNone) Say(connect);
                return violation;
            case PacketType.ConnAck:
                violation = ConnAck.TryRead(body, version, out var connAck);
                if (violation.IsNone) Say(connAck, version);
                return violation;
            case PacketType.Publish:
                violation = Publish.TryRead(body, header.Flags, version, isIncoming ? PropertySite.PublishToServer : PropertySite.PublishToClient, out var publish);
                if (violation.IsNone) Say(publish);
                return violation;
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp:
                violation = Acknowledgement.TryRead(body, header.Type, version, out var acknowledgement);
                if (violation.IsNone) Say(acknowledgement, version);
                return violation;
            case PacketType.Subscribe:
                violation = Subscribe.TryRead(body, version, out var subscribe);
                if (violation.IsNone) Say(subscribe);
                return violation;
            case PacketType.SubAck or PacketType.UnsubAck:
                violation = SubscriptionAcknowledgement.TryRead(body, header.Type, version, out var answer);
                if (violation.IsNone) Say(answer);
                return violation;
            case PacketType.Unsubscribe:
                violation = Unsubscribe.TryRead(body, version, out var unsubscribe);
                if (violation.IsNone) Say(unsubscribe);
                return violation;
            case PacketType.Disconnect:
                violation = Disconnect.TryRead(body, version, isIncoming ? PropertySite.DisconnectToServer : PropertySite.DisconnectToClient, out var disconnect);
                if (violation.IsNone) Say(disconnect.Code == ReasonCode.Success ? "normal disconnection" : CodeText.Words(disconnect.Code), disconnect.Properties);
                return violation;
            case PacketType.Auth:
                violation = Auth.TryRead(body, isIncoming, out var auth);
                if (violation.IsNone) Say(CodeText.Words(auth.Code), auth.Properties);
                return violation;
            default:
                return header.Type == PacketType.Reserved ? Violation.Malformed("packet type 0 is reserved") : Violation.None;
        }
    }

    private void Say(in Connect packet)
    {
        _words.Append(packet.Version switch { ProtocolVersion.V31 => "MQTT 3.1", ProtocolVersion.V311 => "MQTT 3.1.1", _ => "MQTT 5.0" });
        _words.Append(CultureInfo.InvariantCulture, $", client id {Quoted(packet.ClientId)}, clean {(packet.CleanStart ? 1 : 0)}, keep alive {packet.KeepAlive} s");
        if (packet.HasUserName) _words.Append(CultureInfo.InvariantCulture, $", user {Quoted(packet.UserName)}");
        if (packet.HasPassword) _words.Append(", password (blanked)");
        Say(packet.Properties);
        if (!packet.HasWill) return;
        _words.Append(CultureInfo.InvariantCulture, $"; will {Quoted(packet.Will.Topic)}, QoS {(int)packet.Will.QoS}{(packet.Will.Retain ? ", retain" : "")}");
        SayPayload(packet.Will.Payload);
        Say(packet.Will.Properties);
    }

    private void Say(in ConnAck packet, ProtocolVersion version)
    {
        _words.Append(version == ProtocolVersion.V5 ? CodeText.Words((ReasonCode)packet.Code)
            : packet.Code == 0 ? "accepted" : string.Create(CultureInfo.InvariantCulture, $"refused with return code {packet.Code}"));
        _words.Append(CultureInfo.InvariantCulture, $", session present {(packet.SessionPresent ? 1 : 0)}");
        Say(packet.Properties);
    }

    private void Say(in Publish packet)
    {
        _words.Append(CultureInfo.InvariantCulture, $"{(packet.Topic.IsEmpty ? "topic by its alias" : Quoted(packet.Topic))}, QoS {(int)packet.QoS}");
        if (packet.Retain) _words.Append(", retain");
        if (packet.Duplicate) _words.Append(", dup");
        if (packet.QoS > QoS.AtMostOnce) _words.Append(CultureInfo.InvariantCulture, $", packet id {packet.PacketId}");
        SayPayload(packet.Payload);
        Say(packet.Properties);
    }

    private void Say(in Acknowledgement packet, ProtocolVersion version)
    {
        _words.Append(CultureInfo.InvariantCulture, $"packet id {packet.PacketId}");
        if (version == ProtocolVersion.V5) _words.Append(", ").Append(CodeText.Words(packet.Code));
        Say(packet.Properties);
    }

    private void Say(in Subscribe packet)
    {
        _words.Append(CultureInfo.InvariantCulture, $"packet id {packet.PacketId}");
        var entries = packet.Entries;
        while (entries.MoveNext())
        {
            var options = entries.Options;
            _words.Append(CultureInfo.InvariantCulture, $", {Quoted(entries.Filter)} QoS {(int)options.QoS}");
            if (options.NoLocal) _words.Append(" no local");
            if (options.RetainAsPublished) _words.Append(" retain as published");
            if (options.RetainHandling > RetainHandling.Send) _words.Append(CultureInfo.InvariantCulture, $" retain handling {(int)options.RetainHandling}");
        }

        Say(packet.Properties);
    }

    private void Say(in Unsubscribe packet)
    {
        _words.Append(CultureInfo.InvariantCulture, $"packet id {packet.PacketId}");
        var entries = packet.Entries;
        while (entries.MoveNext()) _words.Append(", ").Append(Quoted(entries.Filter));
        Say(packet.Properties);
    }

    private void Say(in SubscriptionAcknowledgement packet)
    {
        _words.Append(CultureInfo.InvariantCulture, $"packet id {packet.PacketId}");
        foreach (var code in packet.Codes)
        {
            _words.Append(", ").Append(
                packet.Type == PacketType.SubAck && code <= ReasonCode.GrantedQoS2
                    ? string.Create(CultureInfo.InvariantCulture, $"granted QoS {(int)code}") : CodeText.Words(code));
        }

        Say(packet.Properties);
    }

    private void Say(string code, PropertyBlock properties)
    {
        _words.Append(code);
        Say(properties);
    }

    private void SayPayload(ReadOnlySpan<byte> payload)
    {
        _words.Append(CultureInfo.InvariantCulture, $", {payload.Length} {(payload.Length == 1 ? "byte" : "bytes")}");
        if (!_withPayload || payload.IsEmpty) return;
        var view = PayloadView.Of(payload, PayloadMax);
        _words.Append(": ").Append(view.Text is { } text ? $"'{LogText.Escape(text)}'" : Convert.ToHexString(payload[..Math.Min(payload.Length, PayloadMax / 2)]));
        if (view.IsTruncated) _words.Append('…');
    }

    private void Say(PropertyBlock properties)
    {
        foreach (var property in properties)
        {
            _words.Append("; ").Append(CodeText.Words(property.Id));
            if (property.Id == PropertyId.AuthenticationData) _words.Append(" (blanked)");
            else if (property.Id == PropertyId.UserProperty) _words.Append(CultureInfo.InvariantCulture, $" {Quoted(property.Name)} = {Quoted(property.Value)}");
            else if (PropertyTable.Find((int)property.Id).Type == PropertyType.String) _words.Append(' ').Append(Quoted(property.Value));
            else if (PropertyTable.Find((int)property.Id).Type == PropertyType.Binary) _words.Append(CultureInfo.InvariantCulture, $" ({property.Value.Length} bytes)");
            else _words.Append(CultureInfo.InvariantCulture, $" {property.Number}");
        }
    }

    private static string Quoted(ReadOnlySpan<byte> text) => $"'{LogText.Escape(text)}'";
}
