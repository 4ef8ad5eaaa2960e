using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Heliograph.Server.Listeners.Proxies;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>Looks at the first bytes of a connection and leaves them there.</summary>
internal static class FirstBytes
{
    private const byte ConnectByte = 0x10, HandshakeByte = 0x16;
    private const int ShownBytesMax = 8, MethodBytesMax = 16;

    private static ReadOnlySpan<byte> ProxyWord => "PROX"u8; // no method of HTTP begins so

    /// <summary>Waits for as many bytes as tell what is spoken.</summary>
    public static async Task<Heard> LookAsync(PipeReader input, CancellationToken stop)
    {
        while (true)
        {
            var read = await input.ReadAsync(stop);
            var speech = read.IsCompleted && !read.Buffer.IsEmpty ? Tell(read.Buffer) ?? Speech.Http : Tell(read.Buffer);
            if (speech is { } told)
            {
                var heard = new Heard(told, Words(told, read.Buffer));
                input.AdvanceTo(read.Buffer.Start);
                return heard;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted) return Heard.Nothing;
        }
    }

    /// <summary>The same of bytes that have been read already.</summary>
    public static Heard Hear(in ReadOnlySequence<byte> bytes)
    {
        var speech = Tell(bytes) ?? Speech.Unknown;
        return new(speech, Words(speech, bytes));
    }

    // Null while they may become this or that.
    private static Speech? Tell(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsEmpty) return null;
        var first = bytes.FirstSpan[0];
        if (first == ProxyHeaderV2.Signature[0]) return Speech.Proxy;
        if (bytes.Length > 1 && Tell(first) == Speech.Http && !IsLetter(bytes.Slice(1).FirstSpan[0])) return Speech.Unknown; // a PUBREC begins like POST
        if (first != ProxyWord[0]) return Tell(first);
        Span<byte> front = stackalloc byte[ProxyWord.Length];
        var length = (int)Math.Min(bytes.Length, front.Length);
        bytes.Slice(0, length).CopyTo(front);
        if (!front[..length].SequenceEqual(ProxyWord[..length])) return Speech.Http;
        return length == front.Length ? Speech.Proxy : null;
    }

    private static string Words(Speech speech, in ReadOnlySequence<byte> bytes) => speech switch
    {
        Speech.Mqtt => "an MQTT CONNECT",
        Speech.Tls => "a TLS hello",
        Speech.Http => $"HTTP {MethodOf(bytes)}",
        Speech.Proxy => "a PROXY header",
        Speech.Nothing => "nothing",
        _ => $"what begins with the bytes {Convert.ToHexString(bytes.Slice(0, Math.Min(bytes.Length, ShownBytesMax)).ToArray())}",
    };

    private static Speech Tell(byte first) => first switch
    {
        ConnectByte => Speech.Mqtt,
        HandshakeByte => Speech.Tls,
        _ => IsLetter(first) ? Speech.Http : Speech.Unknown,
    };

    private static bool IsLetter(byte one) => one is >= (byte)'A' and <= (byte)'Z';

    private static string MethodOf(in ReadOnlySequence<byte> bytes)
    {
        var front = bytes.Slice(0, Math.Min(bytes.Length, MethodBytesMax)).ToArray().AsSpan();
        var end = front.IndexOfAnyExceptInRange((byte)'A', (byte)'Z');
        return Encoding.ASCII.GetString(end < 0 ? front : front[..end]);
    }
}
