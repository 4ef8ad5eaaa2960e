namespace Heliograph.Interop.Clients;

/// <summary>A protocol version; the values are the protocol levels of CONNECT.</summary>
public enum MqttVersion
{
    V31 = 3,
    V311 = 4,
    V5 = 5,
}
