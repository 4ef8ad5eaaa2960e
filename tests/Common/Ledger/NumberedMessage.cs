using System.Globalization;
using System.Text;
using Heliograph.Mqtt;

namespace Heliograph.Tests.Common.Ledger;

/// <summary>One message of a publisher, or one will: what it says, and what became of it on the way to the broker.</summary>
/// <remarks>Changed by <see cref="History"/> alone, under its lock.</remarks>
public sealed class NumberedMessage(string publisher, int number, string topic, QoS qos, int fillerBytes)
{
    public string Publisher { get; } = publisher;

    /// <summary>From 1, without a gap in the messages of a publisher.</summary>
    public int Number { get; } = number;

    public string Topic { get; } = topic;
    public QoS QoS { get; } = qos;

    /// <summary>It is retained; an empty one clears its topic.</summary>
    public bool Retain { get; init; }

    public bool IsEmpty { get; init; }

    /// <summary>Each time it was written to a connection; taken before the write.</summary>
    public List<Moment> Sends { get; } = [];

    /// <summary>PUBACK or PUBREC had been read: the broker has it, and has routed it.</summary>
    public Moment? AcknowledgedAt { get; internal set; }

    /// <summary>A will whose client went for good: the broker will route it.</summary>
    public Moment? VanishedAt { get; internal set; }

    /// <summary>A will whose client came back in time: nobody may get it.</summary>
    public Moment? WithdrawnAt { get; internal set; }

    /// <summary>The broker owes it to everyone who asked for it.</summary>
    public bool IsOwed => (AcknowledgedAt ?? VanishedAt) is not null && WithdrawnAt is null;

    /// <summary>One bit for each inbox that has it.</summary>
    public ulong ReceivedBy { get; internal set; }

    /// <summary>Order is promised within a publisher, topic and QoS.</summary>
    public (string Publisher, string Topic, QoS QoS) Stream => (Publisher, Topic, QoS);

    public byte[] Payload()
    {
        if (IsEmpty) return [];
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Publisher}:{Number}:"));
        var payload = new byte[header.Length + fillerBytes];
        payload.AsSpan().Fill(Filler);
        header.CopyTo(payload, 0);
        return payload;
    }

    /// <summary>Finds publisher and number in a payload that has them.</summary>
    public static bool TryIdentify(ReadOnlySpan<byte> payload, out string publisher, out int number)
    {
        publisher = "";
        number = 0;
        var nameEnd = payload.IndexOf((byte)':');
        if (nameEnd < 0) return false;
        publisher = Encoding.UTF8.GetString(payload[..nameEnd]);
        var rest = payload[(nameEnd + 1)..];
        var numberEnd = rest.IndexOf((byte)':');
        return numberEnd > 0 && int.TryParse(rest[..numberEnd], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Whether these are its bytes, all of them.</summary>
    public bool IsPayload(ReadOnlySpan<byte> payload) => payload.SequenceEqual(Payload());

    public override string ToString() =>
        $"{Publisher} message {Number} ({Topic}, QoS {(int)QoS}{(IsEmpty ? ", empty" : "")}{(Retain ? ", retained" : "")})";

    private byte Filler => (byte)('a' + (Number % 26));
}
