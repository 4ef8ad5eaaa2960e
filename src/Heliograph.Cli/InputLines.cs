using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Heliograph.Cli;

/// <summary>Reads lines as bytes, whatever their encoding.</summary>
internal static class InputLines
{
    /// <summary>Every line as soon as it is whole, without its LF or CRLF; the last one also without.</summary>
    public static async IAsyncEnumerable<byte[]> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken stop)
    {
        var reader = PipeReader.Create(input, new(leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(stop);
            var unread = read.Buffer;
            while (unread.PositionOf((byte)'\n') is { } end)
            {
                yield return WithoutReturn(unread.Slice(0, end).ToArray());
                unread = unread.Slice(unread.GetPosition(1, end));
            }

            if (read.IsCompleted && !unread.IsEmpty) yield return WithoutReturn(unread.ToArray());
            reader.AdvanceTo(read.IsCompleted ? unread.End : unread.Start, unread.End);
            if (read.IsCompleted) break;
        }

        await reader.CompleteAsync();
    }

    private static byte[] WithoutReturn(byte[] line) => line is [.., (byte)'\r'] ? line[..^1] : line;
}
