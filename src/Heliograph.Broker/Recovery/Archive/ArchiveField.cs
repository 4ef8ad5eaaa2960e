using System.Text;
using System.Text.Json;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>Reads values of one field of a line, and says what is wrong with them.</summary>
internal readonly record struct ArchiveField(ArchiveLine Line, string Name)
{
    private const int ShownMax = 40;

    public ArchiveException Wrong(string what) => Line.Wrong(Name, what);

    public long Number(JsonElement value, long least, long most)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most)
            return number;
        throw Wrong($"is {Shown(value)} and must be a number from {least} to {most}");
    }

    public string Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong($"is {Shown(value)} and must be a text");
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("is not Unicode text");
        }

        if (text.Contains('\0')) throw Wrong("has a character U+0000");
        return Encoding.UTF8.GetByteCount(text) <= ushort.MaxValue ? text : throw Wrong($"is longer than {ushort.MaxValue} bytes");
    }

    public byte[] Utf8(JsonElement value) => Encoding.UTF8.GetBytes(Text(value));

    public byte[] Bytes(JsonElement value, int bytesMax)
    {
        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out var bytes)) throw Wrong("is not base64");
        return bytes.Length <= bytesMax ? bytes : throw Wrong($"is longer than {bytesMax} bytes");
    }

    public bool Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong($"is {Shown(value)} and must be true or false"),
    };

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= ShownMax ? text : text[..ShownMax] + "...";
    }
}
