using Heliograph.Broker.Journal;
using Heliograph.Broker.Sessions;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>The packet that a delivery in flight waits for: how far it has come, in the standard's words.</summary>
internal static class Awaited
{
    public const string PubAck = "PUBACK", PubRec = "PUBREC", PubComp = "PUBCOMP";

    /// <summary>Whether the client has still to be sent the message.</summary>
    public static bool NeedsBody(in StoredDelivery delivery) => StageOf(delivery) != DeliveryStage.AwaitPubComp;

    public static string Of(in StoredDelivery delivery) => StageOf(delivery) switch
    {
        DeliveryStage.AwaitPubAck => PubAck,
        DeliveryStage.AwaitPubRec => PubRec,
        _ => PubComp,
    };

    /// <summary>As <see cref="StoredDelivery.Stage"/>; 0 when there is no such packet.</summary>
    public static byte StoredStage(string packet) => packet switch
    {
        PubAck => Stored(DeliveryStage.AwaitPubAck),
        PubRec => Stored(DeliveryStage.AwaitPubRec),
        PubComp => Stored(DeliveryStage.AwaitPubComp),
        _ => 0,
    };

    private static byte Stored(DeliveryStage stage) => (byte)(1 + stage);

    private static DeliveryStage? StageOf(in StoredDelivery delivery) =>
        delivery.Stage == 0 ? null : (DeliveryStage)(delivery.Stage - 1);
}
