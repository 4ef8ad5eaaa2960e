namespace Heliograph.Mqtt;

/// <summary>Quality of service levels, section 4.3.</summary>
public enum QoS : byte
{
    AtMostOnce = 0,
    AtLeastOnce = 1,
    ExactlyOnce = 2,
}
