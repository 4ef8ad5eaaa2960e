using System.Buffers;
using System.Net;

namespace Heliograph.Server.Listeners.Proxies;

/// <summary>How far a PROXY header has been read.</summary>
internal enum ProxyReading : byte
{
    /// <summary>It goes on; so far it is right.</summary>
    Incomplete,

    Complete,

    /// <summary>It is none, or one that cannot be taken.</summary>
    Refused,
}

/// <summary>What a PROXY header says of the connection it stands in front of.</summary>
/// <param name="Client">Who connected to the proxy; null when the header does not say.</param>
/// <param name="IsOfProxy">The proxy speaks for itself, to see whether anybody listens.</param>
internal readonly record struct ProxyHeader(IPEndPoint? Client, bool IsOfProxy)
{
    /// <summary>The longest header of either version that is taken.</summary>
    public const int BytesMax = 4_096;

    /// <summary>Reads the header at the beginning of some bytes.</summary>
    /// <param name="bytes">The first bytes of a connection.</param>
    /// <param name="header">What it says.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="problem">Why it is refused, in words that go on from "it sent".</param>
    public static ProxyReading Read(ReadOnlySequence<byte> bytes, out ProxyHeader header, out int length, out string problem)
    {
        (header, length, problem) = (default, 0, "");
        if (bytes.IsEmpty) return ProxyReading.Incomplete;
        if (bytes.Length > BytesMax) bytes = bytes.Slice(0, BytesMax);
        var front = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        return front[0] == ProxyHeaderV2.Signature[0]
            ? ProxyHeaderV2.Read(front, out header, out length, out problem)
            : ProxyHeaderV1.Read(front, out header, out length, out problem);
    }
}
