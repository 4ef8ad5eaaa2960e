using System.Buffers;
using System.Text;
using Heliograph.Mqtt.Packets;

namespace Heliograph.Broker.Tests;

/// <summary>A packet that a test's client received, decoded as far as tests look into it.</summary>
internal sealed record Received(PacketType Type)
{
    public ReasonCode Code { get; init; }
    public ReasonCode[] Codes { get; init; } = [];
    public ushort PacketId { get; init; }
    public bool SessionPresent { get; init; }
    public string Topic { get; init; } = "";
    public string Text { get; init; } = "";
    public QoS QoS { get; init; }
    public bool Retain { get; init; }
    public bool Duplicate { get; init; }
    public int Length { get; init; }
    public (PropertyId Id, object Value)[] Properties { get; init; } = [];

    public object? this[PropertyId id] => Properties.FirstOrDefault(property => property.Id == id).Value;

    public static Received From(Frame frame, ProtocolVersion version)
    {
        var body = frame.Body.ToArray();
        var violation = Read(frame.Header, body, version, out var packet);
        Assert.Equal(Violation.None, violation);
        return packet with { Length = WireWriter.PacketLength(body.Length) };
    }

    private static Violation Read(FixedHeader header, byte[] body, ProtocolVersion version, out Received packet)
    {
        Violation violation;
        packet = new(header.Type);
        switch (header.Type)
        {
            case PacketType.ConnAck:
                violation = ConnAck.TryRead(body, version, out var connAck);
                packet = packet with
                {
                    Code = (ReasonCode)connAck.Code,
                    SessionPresent = connAck.SessionPresent,
                    Properties = List(connAck.Properties),
                };
                break;
            case PacketType.Publish:
                violation = Publish.TryRead(body, header.Flags, version, PropertySite.PublishToClient, out var publish);
                packet = packet with
                {
                    PacketId = publish.PacketId,
                    Topic = Encoding.UTF8.GetString(publish.Topic),
                    Text = Encoding.UTF8.GetString(publish.Payload),
                    QoS = publish.QoS,
                    Retain = publish.Retain,
                    Duplicate = publish.Duplicate,
                    Properties = List(publish.Properties),
                };
                break;
            case PacketType.SubAck or PacketType.UnsubAck:
                violation = SubscriptionAcknowledgement.TryRead(body, header.Type, version, out var subAck);
                packet = packet with { PacketId = subAck.PacketId, Codes = subAck.Codes.ToArray() };
                break;
            case PacketType.Disconnect:
                violation = Disconnect.TryRead(body, version, PropertySite.DisconnectToClient, out var disconnect);
                packet = packet with { Code = disconnect.Code, Properties = List(disconnect.Properties) };
                break;
            case PacketType.Auth:
                violation = Auth.TryRead(body, fromClient: false, out var auth);
                packet = packet with { Code = auth.Code, Properties = List(auth.Properties) };
                break;
            case PacketType.PingResp:
                violation = Ping.Check(body);
                break;
            default:
                violation = Acknowledgement.TryRead(body, header.Type, version, out var acknowledgement);
                packet = packet with { Code = acknowledgement.Code, PacketId = acknowledgement.PacketId };
                break;
        }

        return violation;
    }

    private static (PropertyId, object)[] List(PropertyBlock block)
    {
        var list = new List<(PropertyId, object)>();
        foreach (var property in block)
        {
            object value = PropertyTable.Find((int)property.Id).Type switch
            {
                PropertyType.String => Encoding.UTF8.GetString(property.Value),
                PropertyType.Binary => property.Value.ToArray(),
                PropertyType.StringPair => Encoding.UTF8.GetString(property.Name) + "=" + Encoding.UTF8.GetString(property.Value),
                _ => property.Number,
            };
            list.Add((property.Id, value));
        }

        return [.. list];
    }
}
