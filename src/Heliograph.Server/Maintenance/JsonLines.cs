namespace Heliograph.Server.Maintenance;

/// <summary>Reads a stream line by line, as bytes.</summary>
internal static class JsonLines
{
    // The longest message there can be, in base64 and with room to spare.
    private const int LineBytesMax = 512 << 20;

    private const int BufferBytes = 256 << 10;

    /// <summary>Each line without its end, borrowed until the next is asked for. A line that is too long ends it with a failure.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(Stream input, CancellationToken stop)
    {
        var buffer = new byte[BufferBytes];
        var (start, end) = (0, 0);
        while (true)
        {
            var searched = start;
            int length;
            while ((length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n')) < 0)
            {
                searched = end;
                if (end == buffer.Length)
                {
                    buffer = WithRoom(buffer, start, end);
                    (start, end, searched) = (0, end - start, searched - start);
                }

                stop.ThrowIfCancellationRequested();
                var read = input.Read(buffer, end, buffer.Length - end);
                if (read == 0)
                {
                    if (end > start) yield return Trimmed(buffer.AsMemory(start, end - start));
                    yield break;
                }

                end += read;
            }

            var next = searched + length + 1;
            yield return Trimmed(buffer.AsMemory(start, next - 1 - start));
            start = next;
        }
    }

    private static byte[] WithRoom(byte[] buffer, int start, int end)
    {
        var kept = end - start;
        if (kept >= LineBytesMax) throw new IOException($"a line of the archive is longer than {LineBytesMax} bytes");
        var larger = kept > buffer.Length / 2 ? new byte[2 * buffer.Length] : buffer;
        buffer.AsSpan(start, kept).CopyTo(larger);
        return larger;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> line)
    {
        if (line.Span.StartsWith("\uFEFF"u8)) line = line[3..]; // an editor may have put it before the first line
        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }
}
