using Heliograph.Mqtt.Wire;

namespace Heliograph.Mqtt.Packets;

/// <summary>Which reason code may stand in which packet, table 2-6.</summary>
public static class ReasonCodes
{
    /// <summary>Whether a code is one that a client may send in this packet [MQTT-3.4.2-1] [MQTT-3.5.2-1] and their like.</summary>
    public static bool IsAllowedFromClient(PacketType packet, ReasonCode code) => packet switch
    {
        PacketType.Disconnect => code is ReasonCode.Success or ReasonCode.DisconnectWithWill
            or ReasonCode.UnspecifiedError or ReasonCode.MalformedPacket or ReasonCode.ProtocolError
            or ReasonCode.ImplementationSpecificError or ReasonCode.TopicNameInvalid
            or ReasonCode.ReceiveMaximumExceeded or ReasonCode.TopicAliasInvalid or ReasonCode.PacketTooLarge
            or ReasonCode.MessageRateTooHigh or ReasonCode.QuotaExceeded or ReasonCode.AdministrativeAction
            or ReasonCode.PayloadFormatInvalid,
        PacketType.Auth => code is ReasonCode.ContinueAuthentication or ReasonCode.ReAuthenticate,
        _ => IsAllowed(packet, code),
    };

    /// <summary>Whether a code is one that the broker may send in this packet, or any peer in an acknowledgement.</summary>
    public static bool IsAllowed(PacketType packet, ReasonCode code) => packet switch
    {
        PacketType.ConnAck => code is ReasonCode.Success or (>= ReasonCode.UnspecifiedError and <= ReasonCode.Banned)
            or ReasonCode.BadAuthenticationMethod or ReasonCode.TopicNameInvalid or ReasonCode.PacketTooLarge
            or ReasonCode.QuotaExceeded or ReasonCode.PayloadFormatInvalid
            or (>= ReasonCode.RetainNotSupported and <= ReasonCode.ServerMoved) or ReasonCode.ConnectionRateExceeded,
        PacketType.PubAck or PacketType.PubRec => code is ReasonCode.Success or ReasonCode.NoMatchingSubscribers
            or ReasonCode.UnspecifiedError or ReasonCode.ImplementationSpecificError or ReasonCode.NotAuthorized
            or ReasonCode.TopicNameInvalid or ReasonCode.PacketIdentifierInUse or ReasonCode.QuotaExceeded
            or ReasonCode.PayloadFormatInvalid,
        PacketType.PubRel or PacketType.PubComp => code is ReasonCode.Success or ReasonCode.PacketIdentifierNotFound,
        PacketType.SubAck => code is ReasonCode.Success or ReasonCode.GrantedQoS1 or ReasonCode.GrantedQoS2
            or ReasonCode.UnspecifiedError or ReasonCode.ImplementationSpecificError or ReasonCode.NotAuthorized
            or ReasonCode.TopicFilterInvalid or ReasonCode.PacketIdentifierInUse or ReasonCode.QuotaExceeded
            or ReasonCode.SharedSubscriptionsNotSupported or ReasonCode.SubscriptionIdentifiersNotSupported
            or ReasonCode.WildcardSubscriptionsNotSupported,
        PacketType.UnsubAck => code is ReasonCode.Success or ReasonCode.NoSubscriptionExisted
            or ReasonCode.UnspecifiedError or ReasonCode.ImplementationSpecificError or ReasonCode.NotAuthorized
            or ReasonCode.TopicFilterInvalid or ReasonCode.PacketIdentifierInUse,
        PacketType.Disconnect => code is (>= ReasonCode.UnspecifiedError and <= ReasonCode.ImplementationSpecificError)
            or ReasonCode.NotAuthorized or ReasonCode.ServerBusy or ReasonCode.ServerShuttingDown
            or (>= ReasonCode.KeepAliveTimeout and <= ReasonCode.TopicNameInvalid)
            or (>= ReasonCode.ReceiveMaximumExceeded and <= ReasonCode.WildcardSubscriptionsNotSupported),
        PacketType.Auth => code is ReasonCode.Success or ReasonCode.ContinueAuthentication,
        _ => false,
    };
}
