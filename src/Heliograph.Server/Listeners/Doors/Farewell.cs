using System.IO.Pipelines;
using System.Text;

namespace Heliograph.Server.Listeners.Doors;

/// <summary>The last words to a peer that speaks what is not spoken here, in its own language where that has any.</summary>
internal static class Farewell
{
    // A record of TLS 1.0, which every version reads: alert, fatal, handshake_failure (RFC 8446, 5.1 and 6.2).
    private static readonly byte[] TlsAlert = [21, 3, 1, 0, 2, 2, 40];

    /// <summary>Says them; the peer may have gone.</summary>
    public static async Task SayAsync(PipeWriter output, Speech speech, string words)
    {
        byte[] bytes = speech switch
        {
            Speech.Http => HttpAnswer(words),
            Speech.Tls => TlsAlert,
            _ => [],
        };
        if (bytes.Length == 0) return;
        try
        {
            await output.WriteAsync(bytes);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It has gone.
        }
    }

    private static byte[] HttpAnswer(string words) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: {words.Length + 1}\r\nConnection: close\r\n\r\n{words}\n");
}
