using System.Text;
using Heliograph.Broker;
using Heliograph.Broker.Journal;

namespace Heliograph.Tests.Common;

/// <summary>A broker's whole durable state as sorted text, so that two brokers can be compared.</summary>
/// <remarks>
/// Left out: when sessions lost their connection, as what is restored has lost them all; and which shared group chose a
/// delivery once no durable session is in that group.
/// </remarks>
public sealed class StateText(bool withPlaces) : IStateWriter
{
    private readonly List<(string Text, long Group)> _lines = [];
    private readonly HashSet<long> _groups = [];
    private readonly Dictionary<(long, long), int> _places = [];

    /// <param name="broker">In no batch.</param>
    /// <param name="withPlaces">Whether the order within queues is said.</param>
    public static string Of(Broker.Broker broker, bool withPlaces = true)
    {
        var text = new StateText(withPlaces);
        broker.WriteState(text);
        var lines = text._lines.Select(line => line.Group == 0 || text._groups.Contains(line.Group)
            ? $"{line.Text} group {line.Group}"
            : $"{line.Text} group 0");
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    public void Begin()
    {
        // Where the journal stands is no part of the state.
    }

    public void Keep(Lsn message)
    {
        // Follows from the deliveries.
    }

    public void Write(in JournalRecord record)
    {
        var session = $"session {record.Session:d6}";
        var line = record.Kind switch
        {
            RecordKind.SessionOpened => $"{session} of {record.ClientId}, user {record.UserName ?? "-"}, expiry {record.ExpirySeconds}",
            RecordKind.Subscribed => $"{session} filter {Text(record.Topic)} options {record.Options} id {record.SubscriptionId}",
            RecordKind.InboundHeld => $"{session} holds {record.PacketId}",
            RecordKind.WillSet => $"{session} will {Text(record.Message!.Topic)} delay {record.ExpirySeconds} expiry {record.MessageExpirySeconds}",
            RecordKind.Retained => $"retained {Text(record.Message!.Topic)} {record.MessageId.Value} {Text(record.Message.Payload)}",
            RecordKind.Queued => DeliveryLine(session, record),
            _ => "",
        };
        if (record.Kind == RecordKind.Subscribed) _groups.Add(record.Group);
        if (line.Length > 0) _lines.Add((line, record.Kind == RecordKind.Queued ? record.Delivery.Group : record.Group));
    }

    private string DeliveryLine(string session, in JournalRecord record)
    {
        var delivery = record.Delivery;
        var owner = (record.Session, record.Session == 0 ? delivery.Group : 0);
        var place = _places[owner] = withPlaces ? _places.GetValueOrDefault(owner) + 1 : 0;
        var group = record.Session == 0 ? $"backlog {delivery.Group}" : session;
        return $"{group} delivery {place:d4}: message {record.MessageId.Value}, {delivery.Size} bytes, until {delivery.ExpiresAt.Milliseconds}, QoS {(int)delivery.QoS}, "
            + $"retain {delivery.Retain}, stage {delivery.Stage}, packet {record.PacketId}, ids {string.Join(',', delivery.SubscriptionIds ?? [])}";
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
