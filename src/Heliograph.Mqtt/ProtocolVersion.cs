namespace Heliograph.Mqtt;

/// <summary>The MQTT versions, numbered as the protocol level of CONNECT.</summary>
public enum ProtocolVersion : byte
{
    /// <summary>Not known yet: no CONNECT has been read.</summary>
    None = 0,

    /// <summary>MQTT 3.1, protocol name <c>MQIsdp</c>.</summary>
    V31 = 3,

    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.0.</summary>
    V5 = 5,
}
