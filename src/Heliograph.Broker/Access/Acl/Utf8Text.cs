using System.Buffers;
using System.Text;

namespace Heliograph.Broker.Access.Acl;

/// <summary>Compares wire text with names without allocating.</summary>
internal static class Utf8Text
{
    /// <summary>Whether the bytes are exactly the UTF-8 form of <paramref name="text"/>, code point by code point.</summary>
    public static bool Equals(ReadOnlySpan<byte> utf8, ReadOnlySpan<char> text)
    {
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out var left, out var bytes) != OperationStatus.Done) return false;
            if (Rune.DecodeFromUtf16(text, out var right, out var chars) != OperationStatus.Done) return false;
            if (left != right) return false;
            utf8 = utf8[bytes..];
            text = text[chars..];
        }

        return text.IsEmpty;
    }
}
