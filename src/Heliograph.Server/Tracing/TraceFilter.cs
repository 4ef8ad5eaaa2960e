using System.Net;
using System.Text;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Server.Tracing;

/// <summary>Which packets a trace wants: those of a client id, of an address, and on a topic; null wants all.</summary>
/// <param name="ClientId">The client identifier.</param>
/// <param name="Address">An IP address, or one with a port.</param>
/// <param name="Topic">A topic filter, not a shared one.</param>
internal sealed record TraceFilter(string? ClientId, string? Address, string? Topic)
{
    private readonly byte[]? _topic = Topic is null ? null : Encoding.UTF8.GetBytes(Topic);

    /// <summary>Whether it says which clients or topics at all.</summary>
    public bool IsNarrow => ClientId is not null || Address is not null || Topic is not null;

    /// <summary>Whether a text is an address that a filter can have.</summary>
    public static bool IsAddress(string text) => IPAddress.TryParse(text, out _) || (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var end) && end.Port > 0);

    /// <summary>Whether a connection's packets are wanted, topics aside.</summary>
    public bool WantsConnection(string clientId, IPEndPoint peer) => (ClientId is null || ClientId == clientId) && WantsAddress(peer);

    /// <summary>Whether a message on a topic is wanted.</summary>
    public bool WantsTopic(ReadOnlySpan<byte> topic) => _topic is null || (!topic.IsEmpty && TopicFilter.Matches(_topic, topic));

    /// <summary>Whether a subscription can bring messages that are wanted.</summary>
    public bool WantsFilter(ReadOnlySpan<byte> filter)
    {
        if (_topic is null) return true;
        if (TopicFilter.TrySplitShared(filter, out _, out var inner)) filter = inner;
        var wanted = new TopicLevels(_topic);
        var given = new TopicLevels(filter);
        while (true)
        {
            var (hasWanted, hasGiven) = (wanted.MoveNext(), given.MoveNext());
            if (!hasWanted && !hasGiven) return true;
            if ((hasWanted && wanted.Current.SequenceEqual("#"u8)) || (hasGiven && given.Current.SequenceEqual("#"u8))) return true;
            if (!hasWanted || !hasGiven) return false;
            var isAny = wanted.Current.SequenceEqual("+"u8) || given.Current.SequenceEqual("+"u8);
            if (!isAny && !wanted.Current.SequenceEqual(given.Current)) return false;
        }
    }

    private bool WantsAddress(IPEndPoint peer) => Address is null
        || (IPAddress.TryParse(Address, out var host) ? host.Equals(peer.Address) : IPEndPoint.TryParse(Address, out var end) && end.Equals(peer));
}
