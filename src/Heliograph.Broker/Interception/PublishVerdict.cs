using Heliograph.Mqtt;
using Heliograph.Mqtt.Packets;
using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Interception;

/// <summary>What becomes of a PUBLISH that was intercepted. Immutable.</summary>
public sealed class PublishVerdict
{
    private PublishVerdict()
    {
    }

    /// <summary>It goes on as it came.</summary>
    public static PublishVerdict Pass { get; } = new();

    /// <summary>What it is replaced by; null for nothing.</summary>
    public PublishChange? Change { get; private init; }

    /// <summary>The code that answers a PUBLISH that goes nowhere; null for one that goes on.</summary>
    public ReasonCode? Refusal { get; private init; }

    /// <summary>Why it goes nowhere, in words for the log and for <c>why</c>.</summary>
    public string Cause { get; private init; } = "";

    /// <summary>Whether no verdict was reached: a 3.x client, which cannot be told, is disconnected in place of an acknowledgement.</summary>
    public bool IsFailure { get; private init; }

    /// <summary>It goes on with another topic, payload or wish to be retained. QoS and properties stay.</summary>
    /// <param name="change">A valid topic name outside of $SYS, and what goes with it. It is not judged by the access rules again.</param>
    public static PublishVerdict Changed(PublishChange change) => new() { Change = change };

    /// <summary>Nobody gets it; the client is answered.</summary>
    /// <param name="code">
    /// For 5.0 clients, one that PUBACK and PUBREC may carry (section 3.4.2.1): 0x80, 0x83, 0x87, 0x90, 0x91, 0x97 or 0x99; success and
    /// 0x10 acknowledge it and drop it in silence. 3.x clients are acknowledged in any case: v3.1.1 [MQTT-3.3.5-2].
    /// </param>
    /// <param name="cause">Why, in words; never a secret.</param>
    /// <exception cref="ArgumentOutOfRangeException">PUBACK and PUBREC may not carry the code.</exception>
    public static PublishVerdict Dropped(ReasonCode code, string cause) => ReasonCodes.IsAllowed(PacketType.PubAck, code)
        ? new() { Refusal = code, Cause = cause }
        : throw new ArgumentOutOfRangeException(nameof(code), code, "PUBACK and PUBREC may not carry this code [MQTT-3.4.2-1]: take NotAuthorized, QuotaExceeded, PayloadFormatInvalid or the like");

    /// <summary>No verdict was reached: nobody gets it, and it is not acknowledged as if somebody had.</summary>
    /// <param name="cause">Why, in words.</param>
    public static PublishVerdict Failed(string cause) => new() { Refusal = ReasonCode.ImplementationSpecificError, Cause = cause, IsFailure = true };
}

/// <summary>What an intercepted PUBLISH is replaced by.</summary>
/// <param name="Topic">The topic name.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Retain">Whether it is to be retained.</param>
public sealed record PublishChange(string Topic, ReadOnlyMemory<byte> Payload, bool Retain);
