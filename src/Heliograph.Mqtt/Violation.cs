namespace Heliograph.Mqtt;

/// <summary>What a received packet did wrong: the reason code that answers it, and the rule in words.</summary>
/// <param name="Code"><see cref="ReasonCode.Success"/> when nothing is wrong.</param>
/// <param name="What">Packet, field and rule, for people; never peer data.</param>
public readonly record struct Violation(ReasonCode Code, string What)
{
    public static Violation None => new(ReasonCode.Success, "");

    public bool IsNone => Code == ReasonCode.Success;

    /// <summary>The bytes do not form the packet they claim to be, section 4.13.1.</summary>
    public static Violation Malformed(string what) => new(ReasonCode.MalformedPacket, what);

    /// <summary>The packet is well formed and not allowed here, section 4.13.1.</summary>
    public static Violation Protocol(string what) => new(ReasonCode.ProtocolError, what);
}
