using System.Text;
using Heliograph.Broker.Messages;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Journal;

/// <summary>Writes the fields of one record. Numbers take seven bits a byte, the least significant first.</summary>
internal ref struct FieldWriter(Span<byte> into)
{
    private readonly Span<byte> _into = into;

    public int Written { get; private set; }

    public void WriteByte(byte value) => _into[Written++] = value;

    public void WriteFlag(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>A number of 0 or more.</summary>
    public void WriteNumber(long value)
    {
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }

        WriteByte((byte)rest);
    }

    /// <summary>Never is 0: nothing happened in 1970.</summary>
    public void WriteInstant(Instant at) => WriteNumber(at == Instant.Never ? 0 : at.Milliseconds);

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteNumber(bytes.Length);
        bytes.CopyTo(_into[Written..]);
        Written += bytes.Length;
    }

    public void WriteText(string text)
    {
        WriteNumber(Encoding.UTF8.GetByteCount(text));
        Written += Encoding.UTF8.GetBytes(text, _into[Written..]);
    }

    public void WriteDeliveryFlags(QoS qos, bool retain) => WriteByte((byte)((int)qos | (retain ? 0b100 : 0)));

    public void WriteIds(uint[]? ids)
    {
        WriteNumber(ids?.Length ?? 0);
        foreach (var id in ids ?? []) WriteNumber(id);
    }

    public void WriteMessage(Message message) => Written += EncodedMessage.Write(message, _into[Written..]);
}
