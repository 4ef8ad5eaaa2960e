using System.IO.Pipelines;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>What a peer speaks, as far as its first byte tells.</summary>
internal enum Speech : byte
{
    /// <summary>It closed without a word.</summary>
    Nothing,

    /// <summary>A CONNECT packet.</summary>
    Mqtt,

    /// <summary>The hello of TLS.</summary>
    Tls,

    /// <summary>A method of HTTP.</summary>
    Http,

    /// <summary>None of these.</summary>
    Unknown,
}

/// <summary>Looks at the first byte of a connection and leaves it there.</summary>
internal static class FirstByte
{
    private const byte ConnectByte = 0x10, HandshakeByte = 0x16;

    public static async ValueTask<Speech> LookAsync(PipeReader input, CancellationToken stop)
    {
        while (true)
        {
            var read = await input.ReadAsync(stop);
            if (!read.Buffer.IsEmpty)
            {
                var speech = Tell(read.Buffer.FirstSpan[0]);
                input.AdvanceTo(read.Buffer.Start);
                return speech;
            }

            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return Speech.Nothing;
        }
    }

    /// <summary>In words.</summary>
    public static string Words(Speech speech) => speech switch
    {
        Speech.Mqtt => "an MQTT CONNECT",
        Speech.Tls => "the hello of TLS",
        Speech.Http => "an HTTP request",
        Speech.Nothing => "nothing",
        _ => "something unknown",
    };

    private static Speech Tell(byte first) => first switch
    {
        ConnectByte => Speech.Mqtt,
        HandshakeByte => Speech.Tls,
        >= (byte)'A' and <= (byte)'Z' => Speech.Http,
        _ => Speech.Unknown,
    };
}
