namespace Heliograph.Mqtt.Packets;

/// <summary>When a new subscription is sent retained messages, section 3.8.3.1.</summary>
public enum RetainHandling : byte
{
    /// <summary>At every SUBSCRIBE [MQTT-3.3.1-9].</summary>
    Send = 0,

    /// <summary>Only if the subscription did not exist [MQTT-3.3.1-10].</summary>
    SendIfNew = 1,

    /// <summary>Never [MQTT-3.3.1-11].</summary>
    DoNotSend = 2,
}

/// <summary>The options byte of one filter in SUBSCRIBE, section 3.8.3.1.</summary>
/// <remarks><code>
///  bit  7 6       5 4               3                    2          1 0
///      reserved   retain handling   retain as published  no local   maximum QoS
/// </code></remarks>
public readonly record struct SubscriptionOptions(byte Octet)
{
    public SubscriptionOptions(
        QoS qos, bool noLocal = false, bool retainAsPublished = false, RetainHandling retainHandling = RetainHandling.Send)
        : this((byte)((int)qos | (noLocal ? 4 : 0) | (retainAsPublished ? 8 : 0) | ((int)retainHandling << 4)))
    {
    }

    public QoS QoS => (QoS)(Octet & 0b11);
    public bool NoLocal => (Octet & 0b100) != 0;
    public bool RetainAsPublished => (Octet & 0b1000) != 0;
    public RetainHandling RetainHandling => (RetainHandling)((Octet >> 4) & 0b11);

    /// <summary>
    /// No reserved bits, no QoS 3, no retain handling 3 [MQTT-3.8.3-5]; in 3.1.1 QoS alone v3.1.1 [MQTT-3.8.3-4]; 3.1 does
    /// not look at the other bits.
    /// </summary>
    public Violation Check(ProtocolVersion version)
    {
        var reserved = version switch
        {
            ProtocolVersion.V31 => 0,
            ProtocolVersion.V311 => 0b1111_1100,
            _ => 0b1100_0000,
        };
        if ((Octet & reserved) != 0)
            return Violation.Malformed("SUBSCRIBE: reserved bits of the subscription options are set [MQTT-3.8.3-5]");
        if (QoS > QoS.ExactlyOnce)
            return version == ProtocolVersion.V5
                ? Violation.Protocol("SUBSCRIBE: the maximum QoS is 3")
                : Violation.Malformed("SUBSCRIBE: the requested QoS is 3 v3.1.1 [MQTT-3.8.3-4]");
        return version == ProtocolVersion.V5 && RetainHandling > RetainHandling.DoNotSend
            ? Violation.Protocol("SUBSCRIBE: Retain Handling is 3")
            : Violation.None;
    }

    /// <summary>The same options with a lower QoS.</summary>
    public SubscriptionOptions WithQoS(QoS qos) => new((byte)((Octet & ~0b11) | (int)qos));
}
