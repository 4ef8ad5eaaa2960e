namespace Heliograph.Broker;

/// <summary>What differs from <see cref="BrokerOptions"/> for clients that came in by one listener; 0 leaves it as it is for all.</summary>
public sealed record ListenerBounds
{
    /// <summary>As <see cref="BrokerOptions.PacketBytesMax"/>.</summary>
    public int PacketBytesMax { get; init; }

    /// <summary>As <see cref="BrokerOptions.MessagesPerSecondMax"/>.</summary>
    public int MessagesPerSecondMax { get; init; }

    /// <summary>As <see cref="BrokerOptions.MessagesBurst"/>.</summary>
    public int MessagesBurst { get; init; }

    /// <summary>As <see cref="BrokerOptions.BytesPerSecondMax"/>.</summary>
    public long BytesPerSecondMax { get; init; }

    /// <summary>As <see cref="BrokerOptions.BytesBurst"/>.</summary>
    public long BytesBurst { get; init; }

    /// <summary>The options as they are at the listener.</summary>
    public BrokerOptions ApplyTo(BrokerOptions options) => options with
    {
        PacketBytesMax = PacketBytesMax > 0 ? PacketBytesMax : options.PacketBytesMax,
        MessagesPerSecondMax = MessagesPerSecondMax > 0 ? MessagesPerSecondMax : options.MessagesPerSecondMax,
        MessagesBurst = MessagesBurst > 0 ? MessagesBurst : options.MessagesBurst,
        BytesPerSecondMax = BytesPerSecondMax > 0 ? BytesPerSecondMax : options.BytesPerSecondMax,
        BytesBurst = BytesBurst > 0 ? BytesBurst : options.BytesBurst,
    };
}
