namespace Heliograph.Mqtt.Properties;

/// <summary>Where a block of properties stands: a packet type, and its direction where the rules differ.</summary>
[Flags]
public enum PropertySite : ushort
{
    None = 0,
    Connect = 1 << 0,
    Will = 1 << 1,
    ConnAck = 1 << 2,
    PublishToServer = 1 << 3,
    PublishToClient = 1 << 4,

    /// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP.</summary>
    Acknowledgement = 1 << 5,
    Subscribe = 1 << 6,
    SubAck = 1 << 7,
    Unsubscribe = 1 << 8,
    UnsubAck = 1 << 9,
    DisconnectToServer = 1 << 10,
    DisconnectToClient = 1 << 11,
    Auth = 1 << 12,

    Publish = PublishToServer | PublishToClient,
    Disconnect = DisconnectToServer | DisconnectToClient,
    Any = (1 << 13) - 1,
}
