namespace Heliograph.Broker.Connections;

/// <summary>How fast one client is read: after what it has sent it is left alone until its buckets have filled again.</summary>
/// <remarks>Nothing of it is dropped. Owned by the thread that has the connection's input.</remarks>
internal sealed class Pace
{
    // Not woken for each message of a fast client, but for those of a twentieth of a second together.
    private const double SecondsAtOnce = 0.05;

    private readonly Limit? _messages;
    private readonly Limit? _bytes;

    private Pace(Limit? messages, Limit? bytes) => (_messages, _bytes) = (messages, bytes);

    /// <summary>As the options say; null where they set no pace.</summary>
    public static Pace? Of(BrokerOptions options)
    {
        var messages = Limit.Of("messages_per_second_max", options.MessagesPerSecondMax, options.MessagesBurst);
        var bytes = Limit.Of("bytes_per_second_max", options.BytesPerSecondMax, options.BytesBurst);
        return messages is null && bytes is null ? null : new(messages, bytes);
    }

    /// <summary>A packet was handled.</summary>
    public void OnHandled(Instant now, bool isMessage, long bytes)
    {
        if (isMessage) _messages?.Tokens.Spend(now, 1);
        _bytes?.Tokens.Spend(now, bytes);
    }

    /// <summary>How long nothing further is handled; zero for not at all.</summary>
    /// <param name="now">The instant.</param>
    /// <param name="isMessage">Whether what is next is a message.</param>
    /// <param name="cause">The limit it waits for, in words.</param>
    public TimeSpan Pause(Instant now, bool isMessage, out string cause)
    {
        var forMessages = PauseFor(isMessage ? _messages : null, now);
        var forBytes = PauseFor(_bytes, now);
        cause = forMessages >= forBytes ? _messages?.Words ?? "" : _bytes!.Words;
        return forMessages >= forBytes ? forMessages : forBytes;
    }

    private static TimeSpan PauseFor(Limit? limit, Instant now) => limit is null || limit.Tokens.TimeUntil(now, 1) == TimeSpan.Zero
        ? TimeSpan.Zero
        : limit.Tokens.TimeUntil(now, Math.Max(1, limit.PerSecond * SecondsAtOnce));

    private sealed record Limit(TokenBucket Tokens, long PerSecond, string Words)
    {
        public static Limit? Of(string name, long perSecond, long burst) => perSecond == 0
            ? null
            : new(new(perSecond, burst > 0 ? burst : perSecond), perSecond, $"it sends more than {name} = {perSecond}");
    }
}
