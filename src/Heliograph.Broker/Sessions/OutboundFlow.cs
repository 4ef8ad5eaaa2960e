using Heliograph.Mqtt.Wire;

namespace Heliograph.Broker.Sessions;

/// <summary>How far a QoS 1 or 2 delivery has come.</summary>
internal enum DeliveryStage : byte
{
    AwaitPubAck,
    AwaitPubRec,
    AwaitPubComp,
    Done,
}

/// <summary>What the client answered.</summary>
internal enum Reply : byte
{
    PubAck,
    PubRec,

    /// <summary>PUBREC with a reason code of 0x80 or more.</summary>
    PubRecRefused,
    PubComp,
}

/// <summary>What the broker does about it.</summary>
internal enum ReplyAnswer : byte
{
    None,
    SendPubRel,

    /// <summary>PUBREL with reason 0x92: nothing is known under this packet id.</summary>
    SendPubRelNotFound,

    /// <summary>The client answers a QoS it was not sent.</summary>
    CloseProtocolError,
}

/// <summary>The sending half of QoS 1 and QoS 2, sections 4.3.2 and 4.3.3: a total function.</summary>
internal static class OutboundFlow
{
    /// <summary>The packet that a delivery waits for.</summary>
    public static PacketType? AwaitedPacket(DeliveryStage stage) => stage switch
    {
        DeliveryStage.AwaitPubAck => PacketType.PubAck,
        DeliveryStage.AwaitPubRec => PacketType.PubRec,
        DeliveryStage.AwaitPubComp => PacketType.PubComp,
        _ => null,
    };

    public static (DeliveryStage Next, ReplyAnswer Answer) Step(DeliveryStage stage, Reply reply) => (stage, reply) switch
    {
        (DeliveryStage.AwaitPubAck, Reply.PubAck) => (DeliveryStage.Done, ReplyAnswer.None),
        (DeliveryStage.AwaitPubRec, Reply.PubRec) => (DeliveryStage.AwaitPubComp, ReplyAnswer.SendPubRel), // [MQTT-4.3.3-4]
        (DeliveryStage.AwaitPubRec, Reply.PubRecRefused) => (DeliveryStage.Done, ReplyAnswer.None),
        (DeliveryStage.AwaitPubComp, Reply.PubRec) => (DeliveryStage.AwaitPubComp, ReplyAnswer.SendPubRel),
        (DeliveryStage.AwaitPubComp, Reply.PubRecRefused) => (DeliveryStage.AwaitPubComp, ReplyAnswer.None),
        (DeliveryStage.AwaitPubComp, Reply.PubComp) => (DeliveryStage.Done, ReplyAnswer.None),
        (DeliveryStage.Done, Reply.PubRec) => (DeliveryStage.Done, ReplyAnswer.SendPubRelNotFound),
        (DeliveryStage.Done, _) => (DeliveryStage.Done, ReplyAnswer.None),
        _ => (stage, ReplyAnswer.CloseProtocolError),
    };
}
