namespace Heliograph.Mqtt.Packets;

/// <summary>The CONNACK return codes of MQTT 3.x, v3.1.1 table 3.1, for the reason codes of 5.0.</summary>
public static class ConnectReturnCodes
{
    /// <summary>The highest code that is not reserved.</summary>
    public const byte Last = 5;

    /// <summary>
    /// The return code, or null where 3.x has none that fits: then the connection is closed without CONNACK
    /// v3.1.1 [MQTT-3.2.2-6].
    /// </summary>
    public static byte? For(ReasonCode code) => code switch
    {
        ReasonCode.Success => 0,
        ReasonCode.UnsupportedProtocolVersion => 1,
        ReasonCode.ClientIdentifierNotValid => 2,
        ReasonCode.ServerUnavailable or ReasonCode.ServerBusy or ReasonCode.ConnectionRateExceeded
            or ReasonCode.QuotaExceeded or ReasonCode.ServerShuttingDown => 3,
        ReasonCode.BadUserNameOrPassword or ReasonCode.BadAuthenticationMethod => 4,
        ReasonCode.NotAuthorized or ReasonCode.Banned => 5,
        _ => null,
    };
}
